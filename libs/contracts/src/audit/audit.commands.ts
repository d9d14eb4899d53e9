import { z } from 'zod'
import { command, contractSet, type MessageOf } from '../contract'
import { Id } from '../fields'
import { AuditSearch } from './audit.fields'

const service = 'audit'

/** A person of staff is about to see what a search of the audit has found. */
export const RecordAuditRead = command({
  service,
  name: 'RecordAuditRead',
  routing: { subject: 'readId', key: 'readId' },
  fields: { readId: Id, readBy: Id, search: AuditSearch, records: z.number().int().nonnegative() },
})

export const auditCommands = contractSet([RecordAuditRead])
export type AuditCommand = MessageOf<(typeof auditCommands.contracts)[number]>
