import type { OversightCommand, OversightEvent, RecordKind } from '@filao/contracts'
import type { ServiceEngine } from '@filao/engine'
import { partitionOf } from '@filao/kernel'
import { randomUUID } from 'node:crypto'
import { causeOfRequest } from '../engine/commands'
import type { Request } from '../http/request'
import { newId } from '../ids/new-id'
import { Problem } from '../problem/problem'

const NO_BODY = Buffer.alloc(0)

/** What a person of staff is about to see. */
export interface View {
  readonly kind: RecordKind
  /** Ids of the records, at most 200. */
  readonly recordIds: readonly string[]
}

/** Puts on record what staff look at, before they see it: an answer that cannot be recorded is not given. */
export class Views {
  constructor(private readonly engine: ServiceEngine<OversightCommand, OversightEvent, never, never>) {}

  /** The same, where the caller may be the owner, who looks at what is theirs on no record. */
  async ofAnother(request: Request, ownerId: string, view: View): Promise<void> {
    if (request.caller?.userId !== ownerId) await this.record(request, view)
  }

  async record(request: Request, { kind, recordIds }: View): Promise<void> {
    const { caller } = request
    if (!caller) throw new TypeError('only who is known is shown the data of others')
    const viewId = newId(partitionOf(caller.userId))
    const command: OversightCommand = {
      type: 'RecordView',
      viewId,
      kind,
      recordIds: [...recordIds],
      viewedBy: caller.userId,
    }
    const commandId = randomUUID()
    const answer = await this.engine.submit({
      command,
      commandId,
      bodyHash: NO_BODY,
      cause: causeOfRequest(request, commandId),
    })
    if (answer.kind !== 'done') throw new Problem(500, 'internal', 'Something went wrong on our side.')
  }
}
