import { z } from 'zod'
import { Time } from '../fields'

/** What a person of staff looked for in the audit; an absent member was not asked for. */
export const AuditSearch = z.object({
  type: z.string().max(100).optional(),
  subject: z.string().max(100).optional(),
  /** `kind:id`. */
  actor: z.string().max(75).optional(),
  from: Time.optional(),
  to: Time.optional(),
  /** True for a page after the first. */
  continued: z.boolean(),
})
export type AuditSearch = z.output<typeof AuditSearch>
