import type { Cause, Message } from '@filao/contracts'
import { assert, isRefusal, type Claim, type Instant, type Refusal } from '@filao/kernel'
import { BatchAnswers } from './batch-answers'
import { BatchLinks, type LinkGap } from './batch-links'
import { BatchLog } from './batch-log'
import { linkName, type Cursor } from './cursor'
import type { Answer, Incoming, LinkOrigin, RequestOrigin } from './incoming'
import type { BatchWrite, ClaimRow, ParkedRow, StoredOutcome } from './partition-storage'
import type { ServiceDefinition } from './service-definition'

/** A batch closes at whichever comes first. */
export const BATCH_COMMANDS_MAX = 500
export const BATCH_EVENTS_MAX = 2000
export const BATCH_BYTES_MAX = 1024 * 1024
export interface BatchLimits {
  readonly commands: number
  readonly events: number
  readonly bytes: number
}
const LIMITS: BatchLimits = { commands: BATCH_COMMANDS_MAX, events: BATCH_EVENTS_MAX, bytes: BATCH_BYTES_MAX }

/**
 * A rule threw. The batch is decided anew without this memory; whether the command is to blame is judged then. Of a large
 * work that goes on by itself, `incoming` has no command and names the aggregate.
 */
export class CommandThrew extends Error {
  override readonly name = 'CommandThrew'
  constructor(
    readonly incoming: Incoming,
    cause: unknown,
  ) {
    super('a rule threw', { cause })
  }
}

/** What the batch decided, before anything is written. */
export interface DecidedBatch<E extends Message> {
  readonly write: BatchWrite<E>
  /** How many of the queue's commands it took. */
  readonly taken: number
  readonly answers: readonly { readonly origin: RequestOrigin; readonly answer: Answer<E> }[]
  readonly refusedAsParked: readonly RequestOrigin[]
  /** Inputs that were given up: they threw, or cannot be read. */
  readonly failed: readonly { readonly incoming: Incoming; readonly error: Error }[]
  readonly gaps: readonly LinkGap[]
  /** Aggregates with a large work that is not done. */
  readonly unfinished: readonly string[]
  /** Aggregates of which a parked input has failed again. */
  readonly failedRedrives: readonly string[]
  readonly duplicates: number
  readonly refusals: readonly { readonly command: string; readonly code: string }[]
}

interface BatchInput<C extends Message, E extends Message, S, R extends Refusal> {
  readonly definition: ServiceDefinition<C, E, S, R>
  readonly partition: number
  /** How many partitions every service has. */
  readonly partitions: number
  readonly cursor: Cursor
  readonly memory: Map<string, S>
  readonly outcomes: ReadonlyMap<string, StoredOutcome>
  readonly claims: readonly ClaimRow[]
  readonly items: readonly Incoming<C>[]
  /** Aggregates whose large work goes on before anything else. */
  readonly unfinished: readonly string[]
  /** Commands that threw on fresh memory. */
  readonly condemned: ReadonlyMap<Incoming<C>, Error>
  /** Aggregates whose large work threw: nothing happens to them before an operator has looked. */
  readonly stuck: ReadonlySet<string>
  /** Aggregates of which a parked input was tried again and failed again: those behind it keep their place. */
  readonly failedRedrives: ReadonlySet<string>
  readonly now: Instant
  /** Where the batch closes; absent: where it does in the engine. */
  readonly limits?: BatchLimits
}

/** Decides a batch: changes `memory`, nothing else. Throws {@link CommandThrew}; then the memory is to be dropped. */
export function decideBatch<C extends Message, E extends Message, S, R extends Refusal>(
  input: BatchInput<C, E, S, R>,
): DecidedBatch<E> {
  return new Batch(input).run()
}

class Batch<C extends Message, E extends Message, S, R extends Refusal> {
  private readonly log: BatchLog<C, E, S, R>
  private readonly answers: BatchAnswers<E>
  private readonly links: BatchLinks
  private readonly claimed = new Map<string, ClaimRow>()
  private readonly newClaims: ClaimRow[] = []
  private readonly parked: ParkedRow[] = []
  private readonly parkedCount: Map<string, number>
  private readonly unparked: { aggregate: string; ordinal: number }[] = []
  private readonly refusedAsParked: RequestOrigin[] = []
  private readonly failed: { incoming: Incoming<C>; error: Error }[] = []
  private readonly unfinished = new Set<string>()
  private readonly failedRedrives = new Set<string>()
  private readonly refusals: { command: string; code: string }[] = []

  private readonly limits: BatchLimits

  constructor(private readonly input: BatchInput<C, E, S, R>) {
    this.limits = input.limits ?? LIMITS
    this.log = new BatchLog(input)
    this.answers = new BatchAnswers(input.partition, input.outcomes)
    this.links = new BatchLinks(input.cursor.incoming)
    this.parkedCount = new Map(input.cursor.parked)
    for (const claim of input.claims) this.claimed.set(`${claim.scope}\n${claim.value}`, claim)
  }

  run(): DecidedBatch<E> {
    for (const aggregate of this.input.unfinished) this.goOnAlone(aggregate)
    let taken = 0
    for (const incoming of this.input.items) {
      if (taken >= this.limits.commands || this.isFull()) break
      taken += 1
      this.take(incoming)
    }
    return {
      write: {
        expected: { position: this.input.cursor.position },
        ...this.log.written(),
        inbox: this.answers.inbox,
        incomingLinks: this.links.reached,
        claims: this.newClaims,
        parked: this.parked,
        unparked: this.unparked,
      },
      taken,
      answers: this.answers.all,
      refusedAsParked: this.refusedAsParked,
      failed: this.failed,
      gaps: this.links.gaps,
      unfinished: [...this.unfinished],
      failedRedrives: [...this.failedRedrives],
      duplicates: this.answers.repeated + this.links.repeated,
      refusals: this.refusals,
    }
  }

  private isFull(): boolean {
    return this.log.events.length >= this.limits.events || this.log.bytes >= this.limits.bytes
  }

  private take(incoming: Incoming<C>): void {
    const { origin } = incoming
    if (origin.kind === 'request' && this.answers.repeat(origin)) return
    if (origin.kind === 'link' && !this.links.isNext(origin)) return
    const condemned = incoming.unreadable ?? this.input.condemned.get(incoming)
    try {
      const aggregate = this.aggregateOf(incoming, condemned)
      if (this.waits(incoming, aggregate)) this.refuseParked(incoming, aggregate)
      else if (condemned || !incoming.command) this.condemn(incoming, aggregate, condemned ?? new Error('no command'))
      else this.decideWhole(incoming, incoming.command, aggregate)
    } catch (error) {
      throw new CommandThrew(incoming, error)
    }
  }

  private aggregateOf({ command, origin, subject }: Incoming<C>, condemned: Error | undefined): string {
    if (origin.kind === 'parked') return origin.aggregate
    if (!command) return subject
    try {
      return this.input.definition.rules.aggregateOf(command)
    } catch (error) {
      if (condemned) return subject
      throw error
    }
  }

  /** True when something before this input on its aggregate waits for an operator. */
  private waits({ origin }: Incoming<C>, aggregate: string): boolean {
    if (this.input.stuck.has(aggregate)) return true
    if (origin.kind !== 'parked') return this.parkedCount.has(aggregate)
    return this.failedRedrives.has(aggregate) || this.input.failedRedrives.has(aggregate)
  }

  /** Linked inputs of a parked aggregate wait behind it, in order; requests are told so. */
  private refuseParked(incoming: Incoming<C>, aggregate: string): void {
    if (incoming.origin.kind === 'request') this.refusedAsParked.push(incoming.origin)
    else if (incoming.origin.kind === 'link')
      this.park(incoming, incoming.origin, { aggregate, error: 'waits behind a parked input' })
  }

  /** What threw on fresh memory, or cannot be read: a request gets a stored failure, a linked command is parked. */
  private condemn(incoming: Incoming<C>, aggregate: string, error: Error): void {
    const { origin } = incoming
    this.failed.push({ incoming, error })
    if (origin.kind === 'request') this.answers.failed(origin, this.log.position)
    else if (origin.kind === 'link') this.park(incoming, origin, { aggregate, error: error.message })
    // A parked input that still fails stays where it is, with all behind it, and so does a timer: what it is to do must
    // not be lost.
    else if (origin.kind === 'parked') this.failedRedrives.add(aggregate)
  }

  private park({ raw }: Incoming<C>, origin: LinkOrigin, why: Pick<ParkedRow, 'aggregate' | 'error'>): void {
    assert(raw !== undefined, 'a linked command keeps the message that it came in')
    const { aggregate } = why
    this.parkedCount.set(aggregate, (this.parkedCount.get(aggregate) ?? 0) + 1)
    this.parked.push({
      ...why,
      // The order of arrival: Kafka's offset grows with it.
      ordinal: Number(origin.kafkaOffset),
      source: linkName(origin.source, origin.sourcePartition),
      position: origin.sequence,
      ...raw,
    })
  }

  private decideWhole(incoming: Incoming<C>, command: C, aggregate: string): void {
    const aggregates = this.input.definition.rules.spread?.(command, this.input.memory)
    if (aggregates) this.decideEach(incoming, command, aggregates)
    else this.decide(incoming, command, aggregate)
  }

  /** A command for the whole partition. Where an aggregate is parked, it waits there; it is done everywhere else. */
  private decideEach(incoming: Incoming<C>, command: C, aggregates: readonly string[]): void {
    const { origin, subject, cause } = incoming
    const from = this.log.events.length
    for (const aggregate of aggregates) {
      if (origin.kind === 'parked') {
        // Redriven for this one aggregate: the others have had it.
        if (aggregate !== subject) continue
      } else if (this.input.stuck.has(aggregate) || this.parkedCount.has(aggregate)) {
        this.refuseParked(incoming, aggregate)
        continue
      }
      this.apply(incoming, command, aggregate)
      this.goOn(aggregate, cause)
    }
    if (origin.kind === 'parked') this.unparked.push({ aggregate: subject, ordinal: origin.ordinal })
    if (origin.kind === 'timer') this.log.clearTimer(origin.timerId)
    if (origin.kind === 'request') this.answerDone(origin, subject, from)
  }

  private decide(incoming: Incoming<C>, command: C, aggregate: string): void {
    const { rules } = this.input.definition
    const claims = rules.claims?.(command) ?? []
    const taken = claims.find((claim) => this.isTaken(claim))
    const from = this.log.events.length
    const refusal = taken ? taken.taken : this.apply(incoming, command, aggregate)
    if (taken && taken.taken.recorded) this.append(aggregate, taken.taken.recorded as readonly E[], incoming.cause)
    if (!refusal) for (const { scope, value, ownerId } of claims) this.claim({ scope, value, ownerId })
    const { origin } = incoming
    if (refusal) {
      this.refusals.push({ command: command.type, code: refusal.refused })
      const told = origin.kind === 'request' ? (rules.refused?.(command, refusal, incoming.cause.actor) ?? []) : []
      this.append(aggregate, told, incoming.cause)
    }
    if (origin.kind === 'parked') this.unparked.push({ aggregate, ordinal: origin.ordinal })
    if (origin.kind === 'timer') this.log.clearTimer(origin.timerId)
    if (origin.kind === 'request' && refusal) this.answers.refused(origin, refusal, this.log.position)
    else if (origin.kind === 'request') this.answerDone(origin, incoming.subject, from)
    this.goOn(aggregate, incoming.cause)
  }

  private answerDone(origin: RequestOrigin, subject: string, from: number): void {
    this.answers.done(origin, subject, this.log.position, this.log.events.slice(from))
  }

  private isTaken({ scope, value, ownerId }: Claim<R>): boolean {
    const holder = this.claimed.get(`${scope}\n${value}`)
    return holder !== undefined && holder.ownerId !== ownerId
  }

  private claim(row: ClaimRow): void {
    const key = `${row.scope}\n${row.value}`
    if (this.claimed.has(key)) return
    this.claimed.set(key, row)
    this.newClaims.push(row)
  }

  /** Decides and appends. Gives the refusal, if it was one. */
  private apply(incoming: Incoming<C>, command: C, aggregate: string): R | undefined {
    const { decider } = this.input.definition.rules
    const decision = decider.decide(command, this.stateOf(aggregate), this.log.next)
    const events = isRefusal(decision) ? ((decision.recorded ?? []) as readonly E[]) : decision
    this.append(aggregate, events, incoming.cause)
    return isRefusal(decision) ? decision : undefined
  }

  private stateOf(aggregate: string): S {
    const known = this.input.memory.get(aggregate)
    if (known !== undefined) return known
    const state = this.input.definition.rules.decider.initial(aggregate)
    this.input.memory.set(aggregate, state)
    return state
  }

  /** Goes on with a large work that no command of this batch has begun. */
  private goOnAlone(aggregate: string): void {
    if (this.input.stuck.has(aggregate)) return
    const cause = systemCause(this.input.definition.service)
    try {
      this.goOn(aggregate, cause)
    } catch (error) {
      throw new CommandThrew({ command: undefined, subject: aggregate, cause, origin: { kind: 'state' } }, error)
    }
  }

  /** The rest of a large work comes before any other command on its aggregate. */
  private goOn(aggregate: string, cause: Cause): void {
    const { rules } = this.input.definition
    if (!rules.continuation) return
    for (;;) {
      const command = rules.continuation(this.stateOf(aggregate))
      if (!command) return
      if (this.isFull()) {
        this.unfinished.add(aggregate)
        return
      }
      const before = this.log.position
      this.apply({ command, subject: aggregate, cause, origin: { kind: 'state' } }, command, aggregate)
      assert(this.log.position > before, 'the rest of a large work makes progress')
    }
  }

  private append(aggregate: string, events: readonly E[], cause: Cause): void {
    const { decider } = this.input.definition.rules
    for (const event of events) {
      this.input.memory.set(aggregate, decider.evolve(this.stateOf(aggregate), event, this.log.next))
      this.log.append(event, aggregate, cause)
    }
  }
}

/** The cause of what the service does by itself. */
export const systemCause = (service: string): Cause => {
  const id = globalThis.crypto.randomUUID()
  return { actor: `system:${service}`, correlationId: id, causationId: id }
}
