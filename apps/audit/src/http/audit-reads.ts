import type { AuditCommand, AuditEvent, AuditSearch } from '@filao/contracts'
import { partitionOf } from '@filao/kernel'
import { newId, type Commands, type Asked } from '@filao/service'
import type { AuditEventQuery } from './audit.schemas'

/** Puts on record what staff look for in the audit, before they see it: an answer that cannot be recorded is not given. */
export class AuditReads {
  constructor(private readonly commands: Commands<AuditCommand, AuditEvent>) {}

  async record({ caller, ...exchange }: Asked, query: AuditEventQuery, records: number): Promise<void> {
    const readId = newId(partitionOf(caller.userId))
    const command: AuditCommand = {
      ...{ type: 'RecordAuditRead', readId, readBy: caller.userId, search: searchOf(query), records },
    }
    await this.commands.submit({ command, ...exchange })
  }
}

const searchOf = ({ type, subject, actor, from, to, cursor }: AuditEventQuery): AuditSearch => ({
  ...{ type, subject, actor },
  from: from === undefined ? undefined : Date.parse(from),
  to: to === undefined ? undefined : Date.parse(to),
  continued: cursor !== undefined,
})
