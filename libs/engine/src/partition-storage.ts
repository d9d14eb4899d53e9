import type { Command, Event, Instant } from '@filao/kernel'
import type { StoredAnswer } from './incoming'
import type { Recorded } from './state-store'

/** A command of a reaction, numbered on its link, as it is stored with its event and published by the relay. */
export interface OutgoingCommand {
  readonly target: string
  readonly partition: number
  readonly sequence: number
  readonly type: string
  readonly dataSchema: string
  readonly subject: string
  readonly key: string
  /** The command's canonical JSON text; published byte for byte. */
  readonly data: string
}

/** A row of the log as the batch appends it and the relay publishes it. */
export interface LogRow {
  readonly position: number
  readonly type: string
  readonly subject: string
  readonly key: string
  readonly data: string
  readonly headers: Readonly<Record<string, string>>
  readonly commands: readonly OutgoingCommand[]
  /** Stored text of `commands`, undefined when there are none. */
  readonly commandsText: string | undefined
  readonly commandsHash: string | undefined
  readonly hash: Buffer
}

/** A numbered stream between one partition of one service and one of another. */
export interface LinkState {
  readonly service: string
  readonly partition: number
  readonly sequence: number
  /** Of an incoming link: Kafka offset of its last command. */
  readonly kafkaOffset: bigint
}

/** Where a partition stands. */
export interface PartitionHead {
  readonly position: number
  readonly hash: Buffer
  readonly lastTime: Instant
  readonly incomingLinks: readonly LinkState[]
  readonly outgoingLinks: readonly LinkState[]
  /** Aggregates that wait for an operator, with the number of inputs that wait. */
  readonly parked: ReadonlyMap<string, number>
}

/** The stored answer of a request. */
export interface StoredOutcome {
  readonly bodyHash: Buffer
  readonly outcome: StoredAnswer
  readonly position: number
}

/** What the inbox keeps of a request: its outcome, as JSON. */
export interface InboxRow {
  readonly commandId: string
  readonly bodyHash: Buffer
  readonly outcome: string
  readonly position: number
}

export interface ClaimKey {
  readonly scope: string
  readonly value: string
}
export interface ClaimRow extends ClaimKey {
  readonly ownerId: string
}
export interface ParkedRow {
  readonly aggregate: string
  readonly ordinal: number
  readonly source: string
  readonly position: number
  readonly headers: Readonly<Record<string, string>>
  readonly value: Buffer
  readonly error: string
}
export interface TimerRow {
  readonly id: string
  readonly dueAt: Instant
  /** `{type, subject, data, cause}` as JSON text. */
  readonly command: string
}

/** All that one batch writes. Empty lists included, it is one statement. */
export interface BatchWrite<E extends Event = Event> {
  readonly expected: { readonly position: number }
  readonly head: { readonly position: number; readonly hash: Buffer; readonly lastTime: Instant }
  readonly rows: readonly LogRow[]
  readonly events: readonly Recorded<E>[]
  readonly inbox: readonly InboxRow[]
  readonly incomingLinks: readonly LinkState[]
  readonly outgoingLinks: readonly LinkState[]
  readonly claims: readonly ClaimRow[]
  readonly timersSet: readonly TimerRow[]
  readonly timersCleared: readonly string[]
  readonly parked: readonly ParkedRow[]
  readonly unparked: readonly { aggregate: string; ordinal: number }[]
}

/** `moved`: the log is not where memory thinks. `disowned`: another instance owns the partition. Nothing was written. */
export type WriteResult = 'written' | 'moved' | 'disowned'

/** What a write failed on. `conflict`: an id or claim is taken. `constraint`: a rule of the schema. Nothing was written. */
export class WriteFailure extends Error {
  override readonly name = 'WriteFailure'
  constructor(
    readonly reason: 'conflict' | 'constraint' | 'connection',
    cause: unknown,
  ) {
    super(`batch not written: ${reason}`, { cause })
  }
}

/** What a batch asks before it is decided. */
export interface LookUp {
  readonly commandIds: readonly string[]
  readonly claims: readonly ClaimKey[]
}
/** Known ids and taken claims. */
export interface LookedUp {
  readonly outcomes: ReadonlyMap<string, StoredOutcome>
  readonly claims: readonly ClaimRow[]
}

/** Where one partition's log and state live. One batch at a time. */
export interface PartitionStorage<C extends Command, E extends Event, S> {
  /** Makes this instance the owner in the fence and tells where the log stands; loads what is always resident. */
  open(memory: Map<string, S>): Promise<PartitionHead>
  /** Tells where the log stands and loads anew; undefined when another instance owns the partition. */
  reopen(memory: Map<string, S>): Promise<PartitionHead | undefined>
  /** Known ids and taken claims of a batch. */
  lookUp(query: LookUp): Promise<LookedUp>
  /** Loads what the commands need and memory lacks. */
  load(commands: readonly C[], memory: Map<string, S>): Promise<void>
  /** Writes a batch behind the fence, or nothing. Throws {@link WriteFailure}. */
  write(batch: BatchWrite<E>, memory: ReadonlyMap<string, S>): Promise<WriteResult>
  /** After the commit. */
  forget(memory: Map<string, S>, events: readonly Recorded<E>[]): void
  /** Timers that are due, oldest first. */
  dueTimers(now: Instant, limit: number): Promise<readonly TimerRow[]>
  /** When the first timer is due that is not due at an instant; undefined when there is none. */
  nextTimer(after: Instant): Promise<Instant | undefined>
  /** Parked inputs of an aggregate, in order. */
  parkedOf(aggregate: string, limit: number): Promise<readonly ParkedRow[]>
  close(): Promise<void>
}
