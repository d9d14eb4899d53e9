import { z } from 'zod'
import { contractSet, event, type MessageOf } from '../contract'
import { Id } from '../fields'
import { AuditSearch } from './audit.fields'

const service = 'audit'

/** A person of staff was shown what a search of the audit had found: `records` of them. */
export const AuditRead = event({
  service,
  name: 'AuditRead',
  routing: { subject: 'readId', key: 'readId' },
  fields: { readId: Id, readBy: Id, search: AuditSearch, records: z.number().int().nonnegative() },
})

export const auditEvents = contractSet([AuditRead])
export type AuditEvent = MessageOf<(typeof auditEvents.contracts)[number]>
