import type { Bus, EventPublisher, OutRecord } from '@filao/bus'
import { sourceOf, topicOf, type Cause, type Message } from '@filao/contracts'
import { toTimestamp, type Clock, type Refusal } from '@filao/kernel'
import type pg from 'pg'
import { BODY_HASH_HEADER, partitionOfCommand } from './command-intake'
import { answerOf, mismatch, OutcomeUnknown, type Answer, type StoredAnswer } from './incoming'
import { schemaName } from './postgres/schema-name'
import type { ServiceDefinition } from './service-definition'

/** How long a forwarded request waits for its outcome. */
const WAIT_MS = 10_000
const POLL_MS = 20

/** A request for the engine: a command, the id that makes it happen once, and who asks. */
export interface CommandRequest<C extends Message> {
  readonly command: C
  readonly commandId: string
  /** Keyed hash of the client's canonical body: the same id with another one is refused. */
  readonly bodyHash: Buffer
  readonly cause: Cause
}

interface OutcomeRow {
  readonly partition: number
  readonly body_hash: Buffer
  readonly outcome: StoredAnswer
  readonly position: string
}

interface Parts<C extends Message, E extends Message, S, R extends Refusal> {
  readonly definition: ServiceDefinition<C, E, S, R>
  readonly bus: Pick<Bus, 'publisher'>
  readonly pool: pg.Pool
  readonly clock: Clock
}

/** Sends requests to the instance that owns their partition, through Kafka, and reads the outcome in the inbox. */
export class Forwarder<C extends Message, E extends Message, S, R extends Refusal> {
  private publisher: Promise<EventPublisher> | undefined

  constructor(private readonly parts: Parts<C, E, S, R>) {}

  /** Throws OutcomeUnknown when the owner could not be reached or has not answered: the same id asked again tells. */
  async forward(request: CommandRequest<C>): Promise<Answer<E>> {
    await this.publish(await this.recordOf(request))
    return this.awaitOutcome(request)
  }

  async close(): Promise<void> {
    await (await this.publisher?.catch(() => undefined))?.close()
  }

  private async recordOf({ command, commandId, bodyHash, cause }: CommandRequest<C>): Promise<OutRecord> {
    const { definition, clock } = this.parts
    const contract = definition.commands.of(command.type)
    const partition = partitionOfCommand(definition, command)
    const person = contract.person === undefined ? undefined : (command as Record<string, unknown>)[contract.person]
    if (typeof person === 'string') await definition.sealer?.ready([person])
    const seal = typeof person === 'string' ? definition.sealer?.seal(person, contract.ceType) : undefined
    return {
      topic: topicOf(definition.service, 'commands'),
      partition,
      key: contract.keyOf(command),
      value: contract.encode(command, seal),
      headers: {
        ce_specversion: '1.0',
        ce_id: commandId,
        ce_source: sourceOf(definition.service, partition),
        ce_type: contract.ceType,
        ce_subject: contract.subjectOf(command),
        ce_time: toTimestamp(clock.now()),
        ce_dataschema: contract.dataSchema,
        ce_actor: cause.actor,
        ce_correlationid: cause.correlationId,
        ce_causationid: cause.causationId,
        [BODY_HASH_HEADER]: bodyHash.toString('hex'),
        ...(cause.requestId ? { ce_requestid: cause.requestId } : {}),
        ...(cause.sessionId ? { ce_sessionid: cause.sessionId } : {}),
        ...(cause.traceparent ? { traceparent: cause.traceparent } : {}),
        'content-type': 'application/json',
      },
    }
  }

  private async publish(record: OutRecord): Promise<void> {
    const publisher = (this.publisher ??= this.parts.bus.publisher())
    try {
      await (await publisher).publish([record])
    } catch (error) {
      if (this.publisher === publisher) this.publisher = undefined
      throw new OutcomeUnknown('the command may not have reached the owner of its partition', { cause: error })
    }
  }

  private async awaitOutcome({ commandId, bodyHash }: CommandRequest<C>): Promise<Answer<E>> {
    const { clock } = this.parts
    const until = clock.now() + WAIT_MS
    while (clock.now() < until) {
      const row = await this.storedOutcome(commandId)
      if (row) {
        const { partition, outcome } = row
        if (!row.body_hash.equals(bodyHash)) return mismatch(partition)
        return answerOf(outcome, { partition, position: Number(row.position), replayed: false })
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS))
    }
    throw new OutcomeUnknown('the owner of the partition has not answered')
  }

  private async storedOutcome(commandId: string): Promise<OutcomeRow | undefined> {
    const { pool, definition } = this.parts
    try {
      const { rows } = await pool.query<OutcomeRow>(
        `SELECT partition, body_hash, outcome, position FROM ${schemaName(definition.service)}.inbox WHERE command_id = $1`,
        [commandId],
      )
      return rows[0]
    } catch (error) {
      // The command is on its way and may be decided while we cannot look: that is what the caller has to know.
      throw new OutcomeUnknown('the outcome cannot be read', { cause: error })
    }
  }
}
