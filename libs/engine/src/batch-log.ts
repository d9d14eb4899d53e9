import {
  canonicalJson,
  eventId,
  sourceOf,
  type Cause,
  type Contract,
  type ContractSet,
  type Headers,
  type Message,
} from '@filao/contracts'
import { assert, toTimestamp, type Instant, type Moment, type Reaction, type Refusal } from '@filao/kernel'
import { chainHash } from './chain'
import { linkName, type Cursor } from './cursor'
import type { BatchWrite, LinkState, LogRow, OutgoingCommand, TimerRow } from './partition-storage'
import type { ServiceDefinition } from './service-definition'
import type { Recorded } from './state-store'

/** Largest payload of one event; the broker takes 1 MiB per record batch. */
const EVENT_BYTES_MAX = 256 * 1024

/** What a batch appends to, and when. */
interface Place<C extends Message, E extends Message, S, R extends Refusal> {
  readonly definition: ServiceDefinition<C, E, S, R>
  readonly partition: number
  /** How many partitions every service has. */
  readonly partitions: number
  readonly cursor: Cursor
  readonly now: Instant
}

/** The part of a batch that follows from its events: log rows with their chain, numbered commands, timers. */
export class BatchLog<C extends Message, E extends Message, S, R extends Refusal> {
  /** Position of the last event appended. */
  position: number
  /** Size of what is appended, in UTF-16 units of payloads and commands. */
  bytes = 0
  readonly events: Recorded<E>[] = []
  private readonly rows: LogRow[] = []
  private readonly outgoingLinks = new Map<string, LinkState>()
  private readonly timersSet = new Map<string, TimerRow>()
  private readonly timersCleared = new Set<string>()
  private hash: Buffer
  private readonly now: Instant
  private readonly time: string
  private readonly source: string

  constructor(private readonly place: Place<C, E, S, R>) {
    const { cursor, definition, partition } = place
    this.position = cursor.position
    this.hash = cursor.hash
    // Time never goes backwards in a log, whatever the machine's clock does.
    this.now = Math.max(place.now, cursor.lastTime)
    this.time = toTimestamp(this.now)
    this.source = sourceOf(definition.service, partition)
  }

  /** When and where the next event is appended. */
  get next(): Moment {
    return { now: this.now, position: this.position + 1 }
  }

  /** Appends an event with the commands of its reactions and its timers. */
  append(event: E, aggregate: string, cause: Cause): void {
    const { rules, events } = this.place.definition
    const at = this.next
    const contract = events.of(event.type)
    const headers = this.headersOf(contract, event, cause, at.position)
    const data = contract.encode(event, this.sealFor(contract, event))
    assert(data.length <= EVENT_BYTES_MAX, 'an event is at most 256 KiB')
    const commands = rules
      .reactions(event, at)
      .flatMap((reaction) => this.placesOf(reaction).map((partition) => this.number(reaction, partition)))
    this.link({ contract, event, headers, data, commands, position: at.position })
    this.events.push({ event, position: at.position, at: this.now, aggregate, cause })
    this.setTimers(event, at, cause)
  }

  clearTimer(id: string): void {
    this.timersCleared.add(id)
  }

  /** What of the batch's statement follows from its events. */
  written(): Pick<BatchWrite<E>, 'head' | 'rows' | 'events' | 'outgoingLinks' | 'timersSet' | 'timersCleared'> {
    return {
      head: { position: this.position, hash: this.hash, lastTime: this.now },
      rows: this.rows,
      events: this.events,
      outgoingLinks: [...this.outgoingLinks.values()],
      timersSet: [...this.timersSet.values()],
      timersCleared: [...this.timersCleared].filter((id) => !this.timersSet.has(id)),
    }
  }

  private link(row: {
    contract: Contract<E>
    event: E
    headers: Headers
    data: string
    commands: readonly OutgoingCommand[]
    position: number
  }): void {
    const commandsText = row.commands.length === 0 ? undefined : JSON.stringify(row.commands)
    const headers = row.headers as unknown as Record<string, string>
    const { hash, commandsHash } = chainHash({ previous: this.hash, headers, data: row.data, commands: commandsText })
    this.rows.push({
      position: row.position,
      type: row.contract.ceType,
      subject: row.headers.ce_subject,
      key: row.contract.keyOf(row.event),
      data: row.data,
      headers,
      commands: row.commands,
      commandsText,
      commandsHash,
      hash,
    })
    this.position = row.position
    this.hash = hash
    this.bytes += row.data.length + (commandsText?.length ?? 0)
  }

  private headersOf(contract: Contract<E>, event: E, cause: Cause, position: number): Headers {
    const { definition, partition } = this.place
    return {
      ce_specversion: '1.0',
      ce_id: eventId(definition.service, partition, position),
      ce_source: this.source,
      ce_sequence: String(position),
      ce_type: contract.ceType,
      ce_subject: contract.subjectOf(event),
      ce_time: this.time,
      ce_dataschema: contract.dataSchema,
      ce_actor: cause.actor,
      ce_correlationid: cause.correlationId,
      ce_causationid: cause.causationId,
      ...(cause.requestId === undefined ? {} : { ce_requestid: cause.requestId }),
      ...(cause.sessionId === undefined ? {} : { ce_sessionid: cause.sessionId }),
      ...(cause.traceparent === undefined ? {} : { traceparent: cause.traceparent }),
      'content-type': 'application/json',
    }
  }

  private sealFor(
    contract: Contract<E>,
    event: E,
  ): ReturnType<NonNullable<typeof this.place.definition.sealer>['seal']> | undefined {
    if (contract.person === undefined) return undefined
    const { sealer } = this.place.definition
    assert(sealer !== undefined, 'a service with personal events has keys')
    return sealer.seal((event as Record<string, unknown>)[contract.person] as string, contract.ceType)
  }

  private placesOf({ partition }: Reaction): readonly number[] {
    return partition === 'every' ? Array.from({ length: this.place.partitions }, (_, every) => every) : [partition]
  }

  /** Numbers a command on its link. */
  private number({ to, command }: Reaction, partition: number): OutgoingCommand {
    const name = linkName(to, partition)
    const last = (this.outgoingLinks.get(name) ?? this.place.cursor.outgoing.get(name))?.sequence ?? 0
    const sequence = last + 1
    this.outgoingLinks.set(name, { service: to, partition, sequence, kafkaOffset: 0n })
    const contract = this.outgoingContract(to, command as Message)
    return {
      target: to,
      partition,
      sequence,
      type: contract.ceType,
      dataSchema: contract.dataSchema,
      subject: contract.subjectOf(command as Message),
      key: contract.keyOf(command as Message),
      data: contract.encode(command as Message, this.sealFor(contract as Contract<E>, command as unknown as E)),
    }
  }

  private outgoingContract(to: string, command: Message): Contract {
    const set: ContractSet | undefined = this.place.definition.outgoing.find(
      (known) => known.contracts[0]?.service === to,
    )
    assert(set !== undefined, `reactions name only the services that they may command: ${to}`)
    const contract = set.of(command.type)
    const { service } = this.place.definition
    assert(contract.senders.includes(service), `${service} is no sender of ${command.type}`)
    return contract
  }

  private setTimers(event: E, at: Moment, cause: Cause): void {
    for (const change of this.place.definition.rules.timers?.(event, at) ?? []) {
      if ('clear' in change) {
        this.timersSet.delete(change.clear)
        this.timersCleared.add(change.clear)
        continue
      }
      const contract = this.place.definition.commands.of(change.command.type)
      const command = canonicalJson({
        type: contract.ceType,
        data: contract.encode(change.command),
        correlationId: cause.correlationId,
        causationId: eventId(this.place.definition.service, this.place.partition, at.position),
      })
      this.timersSet.set(change.set, { id: change.set, dueAt: change.dueAt, command })
    }
  }
}
