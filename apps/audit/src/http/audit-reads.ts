import type { AuditCommand, AuditEvent, AuditSearch } from '@filao/contracts'
import { makeId, partitionOf } from '@filao/kernel'
import type { Commands, Reply, Request } from '@filao/service'
import { randomBytes } from 'node:crypto'
import type { AuditEventQuery } from './audit.schemas'

/** Puts on record what staff look for in the audit, before they see it: an answer that cannot be recorded is not given. */
export class AuditReads {
  constructor(private readonly commands: Commands<AuditCommand, AuditEvent>) {}

  async record(
    exchange: { readonly request: Request; readonly reply: Reply },
    query: AuditEventQuery,
    records: number,
  ): Promise<void> {
    const { caller } = exchange.request
    if (!caller) throw new TypeError('only who is known is shown the audit')
    const unique = randomBytes(8).readBigUInt64BE()
    const readId = makeId({ partition: partitionOf(caller.userId), at: Date.now(), unique })
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
