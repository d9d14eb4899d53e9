import { pageQuery, TimeTextInput } from '@filao/service'
import { z } from 'zod'

const Timestamp = z.iso.datetime({ precision: 3 })

export const AuditEventQuery = z.strictObject({
  /** A `ce_type`, such as `filao.order.OrderPlaced.v1`. */
  type: z
    .string()
    .regex(/^[\w.]{1,100}$/)
    .optional(),
  subject: z
    .string()
    .regex(/^[ -~]{1,100}$/)
    .optional(),
  /** `kind:id`. */
  actor: z
    .string()
    .regex(/^[a-z]{1,10}:[ -~]{1,64}$/)
    .optional(),
  from: TimeTextInput.optional(),
  to: TimeTextInput.optional(),
  ...pageQuery,
})
export type AuditEventQuery = z.output<typeof AuditEventQuery>

export const AuditEventView = z
  .object({
    /** `ce_id` of the record. */
    id: z.string(),
    source: z.string(),
    sourcePartition: z.number().int(),
    sourcePosition: z.string(),
    /**
     * True where only compliance and the MLRO may read what is recorded: then nothing but its place, hashes and times
     * is shown.
     */
    isWithheld: z.boolean(),
    type: z.string().nullable(),
    category: z.string().nullable(),
    severity: z.string().nullable(),
    subject: z.string().nullable(),
    /** One sentence of type and ids. */
    description: z.string().nullable(),
    actor: z.string().nullable(),
    requestId: z.string().nullable(),
    /** Trace of the request that began it (W3C Trace Context). */
    traceparent: z.string().nullable(),
    /** Personal fields are ciphertext. */
    data: z.string().nullable(),
    dataHash: z.string(),
    leafHash: z.string(),
    chainHash: z.string().nullable(),
    occurredAt: Timestamp,
    recordedAt: Timestamp,
  })
  .meta({ id: 'AuditEvent' })
export type AuditEventView = z.output<typeof AuditEventView>
export const AuditEventList = z
  .object({ items: z.array(AuditEventView), next: z.string().nullable() })
  .meta({ id: 'AuditEventList' })
export type AuditEventList = z.output<typeof AuditEventList>

export const CompletenessView = z
  .object({
    items: z.array(
      z.object({
        source: z.string(),
        partition: z.number().int(),
        first: z.string(),
        last: z.string(),
        count: z.string(),
        treeSize: z.string(),
        root: z.string(),
        hash: z.string(),
        /** Positions that are missing: at most the first one, behind which the source is stopped. */
        gaps: z.array(z.string()),
        /** The position that is missing; null when none is. */
        gapAt: z.string().nullable(),
        stopped: z.string().nullable(),
        /** Head of the owner's log; null for links and when the owner does not answer. */
        owner: z.object({ position: z.string(), hash: z.string() }).nullable(),
        /** Events that the owner has and the audit does not yet. */
        lag: z.string().nullable(),
        /** True when all that the owner had written at the time of asking is recorded, with the same hash. */
        agrees: z.boolean(),
      }),
    ),
  })
  .meta({ id: 'Completeness' })
export type CompletenessView = z.output<typeof CompletenessView>
