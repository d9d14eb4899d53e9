import type { Command, Event, Instant, Rules, Refusal } from '@filao/kernel'
import { GENESIS } from './chain'
import { linkName } from './cursor'
import type { StoredAnswer } from './incoming'
import {
  WriteFailure,
  type BatchWrite,
  type ClaimKey,
  type ClaimRow,
  type LookedUp,
  type LookUp,
  type LinkState,
  type LogRow,
  type ParkedRow,
  type PartitionHead,
  type PartitionStorage,
  type StoredOutcome,
  type TimerRow,
  type WriteResult,
} from './partition-storage'
import type { Recorded } from './state-store'

/** What a service's partitions share: ids and claims are unique over all of them. */
export class MemoryTables {
  readonly inbox = new Map<string, StoredOutcome>()
  readonly claims = new Map<string, ClaimRow>()
}

/**
 * A partition's log in memory, for specs and the simulation. It keeps no state rows: a state is the fold of its events,
 * so that every reload proves that the fold gives the state.
 */
export class MemoryPartitionStorage<
  C extends Command,
  E extends Event,
  S,
  R extends Refusal,
> implements PartitionStorage<C, E, S> {
  readonly rows: LogRow[] = []
  readonly events: Recorded<E>[] = []
  readonly incoming = new Map<string, LinkState>()
  readonly outgoing = new Map<string, LinkState>()
  readonly parked: ParkedRow[] = []
  readonly timers = new Map<string, TimerRow>()
  private owner: string | undefined
  private hash: Buffer = GENESIS
  private lastTime: Instant = 0
  /** Throws once at the next write, before (`lost`) or after (`unknown`) it took effect: a connection that breaks. */
  nextFailure: 'lost' | 'unknown' | undefined

  /** The schema's own rules: true for a batch that breaks one. */
  refuses: (events: readonly Recorded<E>[], inbox: BatchWrite<E>['inbox']) => boolean = () => false

  constructor(
    private readonly rules: Rules<C, E, S, R>,
    private readonly tables: MemoryTables,
    private readonly instance = 'one',
  ) {}

  async open(memory: Map<string, S>): Promise<PartitionHead> {
    this.owner = this.instance
    return (await this.reopen(memory))!
  }

  /** Another instance takes the partition: the fence refuses this one from now on. */
  takeOver(): void {
    this.owner = 'another'
  }

  async reopen(memory: Map<string, S>): Promise<PartitionHead | undefined> {
    if (this.owner !== this.instance) return undefined
    for (const { aggregate, event, at, position } of this.events) {
      const state = memory.get(aggregate) ?? this.rules.decider.initial(aggregate)
      memory.set(aggregate, this.rules.decider.evolve(state, event, { now: at, position }))
    }
    const parked = new Map<string, number>()
    for (const { aggregate } of this.parked) parked.set(aggregate, (parked.get(aggregate) ?? 0) + 1)
    return {
      position: this.rows.length,
      hash: this.hash,
      lastTime: this.lastTime,
      incomingLinks: [...this.incoming.values()],
      outgoingLinks: [...this.outgoing.values()],
      parked,
    }
  }

  async lookUp(query: LookUp): Promise<LookedUp> {
    const outcomes = new Map<string, StoredOutcome>()
    for (const id of query.commandIds) {
      const stored = this.tables.inbox.get(id)
      if (stored) outcomes.set(id, stored)
    }
    return { outcomes, claims: query.claims.flatMap((key) => this.tables.claims.get(claimName(key)) ?? []) }
  }

  async load(): Promise<void> {}

  async write(batch: BatchWrite<E>): Promise<WriteResult> {
    const failure = this.nextFailure
    this.nextFailure = undefined
    if (failure === 'lost') throw new WriteFailure('connection', new Error('connection lost before the write'))
    if (this.owner !== this.instance) return 'disowned'
    if (batch.expected.position !== this.rows.length) return 'moved'
    const taken =
      batch.inbox.some(({ commandId }) => this.tables.inbox.has(commandId)) ||
      batch.claims.some((claim) => this.tables.claims.has(claimName(claim)))
    if (taken) throw new WriteFailure('conflict', new Error('an id or a claim is taken'))
    if (this.refuses(batch.events, batch.inbox))
      throw new WriteFailure('constraint', new Error('the schema refuses it'))
    this.append(batch)
    if (failure === 'unknown') throw new WriteFailure('connection', new Error('connection lost after the write'))
    return 'written'
  }

  forget(): void {}

  async dueTimers(now: Instant, limit: number): Promise<readonly TimerRow[]> {
    return [...this.timers.values()]
      .filter(({ dueAt }) => dueAt <= now)
      .sort((a, b) => a.dueAt - b.dueAt)
      .slice(0, limit)
  }

  async nextTimer(after: Instant): Promise<Instant | undefined> {
    const later = [...this.timers.values()].map(({ dueAt }) => dueAt).filter((dueAt) => dueAt > after)
    return later.length === 0 ? undefined : Math.min(...later)
  }

  async parkedOf(aggregate: string, limit: number): Promise<readonly ParkedRow[]> {
    return this.parked
      .filter((row) => row.aggregate === aggregate)
      .sort((a, b) => a.ordinal - b.ordinal)
      .slice(0, limit)
  }

  async close(): Promise<void> {}

  private append(batch: BatchWrite<E>): void {
    this.rows.push(...batch.rows)
    this.events.push(...batch.events)
    this.hash = batch.head.hash
    this.lastTime = batch.head.lastTime
    for (const { commandId, bodyHash, outcome, position } of batch.inbox) {
      this.tables.inbox.set(commandId, { bodyHash, outcome: JSON.parse(outcome) as StoredAnswer, position })
    }
    for (const link of batch.incomingLinks) this.incoming.set(linkName(link.service, link.partition), link)
    for (const link of batch.outgoingLinks) this.outgoing.set(linkName(link.service, link.partition), link)
    for (const claim of batch.claims) this.tables.claims.set(claimName(claim), claim)
    for (const id of batch.timersCleared) this.timers.delete(id)
    for (const timer of batch.timersSet) this.timers.set(timer.id, timer)
    this.parked.push(...batch.parked)
    for (const done of batch.unparked) {
      const at = this.parked.findIndex((row) => row.aggregate === done.aggregate && row.ordinal === done.ordinal)
      if (at >= 0) this.parked.splice(at, 1)
    }
  }
}

const claimName = ({ scope, value }: ClaimKey): string => `${scope}\n${value}`
