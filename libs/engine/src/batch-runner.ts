import type { Message } from '@filao/contracts'
import type { Clock, Instant, Refusal } from '@filao/kernel'
import { CommandThrew, decideBatch, systemCause, type DecidedBatch } from './batch'
import { Blame } from './blame'
import { Cursor, linkName } from './cursor'
import { AggregateParked, type Incoming } from './incoming'
import { isOversightCommand } from './oversight/oversight'
import type { PartitionListener } from './partition-listener'
import { WriteFailure, type PartitionStorage } from './partition-storage'
import { isPermanent } from './permanent'
import type { ServiceDefinition } from './service-definition'

/** Pause before a batch is tried again when the database does not answer. */
const RETRY_DELAY_MS_MIN = 50
const RETRY_DELAY_MS_MAX = 2000

interface Parts<C extends Message, E extends Message, S, R extends Refusal> {
  readonly definition: ServiceDefinition<C, E, S, R>
  readonly partition: number
  readonly partitions: number
  readonly storage: PartitionStorage<C, E, S>
  readonly clock: Clock
  readonly listener: PartitionListener<C, E>
}

/** What became of a batch: how many of its inputs are done with, of which these failed, or that the partition is lost. */
export type BatchOutcome = { readonly taken: number; readonly failed: ReadonlySet<Incoming> } | 'disowned'

/**
 * The memory of one partition, and one batch after another decided on it and written, however often that takes. Any
 * rollback drops the memory: nothing is ever undone in it.
 */
export class BatchRunner<C extends Message, E extends Message, S, R extends Refusal> {
  readonly memory = new Map<string, S>()
  cursor = new Cursor()
  /** No timer is due before; in the past when it is not known. */
  timersDueAt: Instant = -Infinity
  private atWork: readonly string[] = []
  private readonly stuck = new Set<string>()
  private readonly failedRedrives = new Set<string>()
  private stopping = false

  constructor(private readonly parts: Parts<C, E, S, R>) {}

  /** Aggregates with a large work that goes on without a command. */
  get unfinished(): readonly string[] {
    return this.atWork
  }

  /** Marks the owner in the fence, loads where the log stands and what is always resident. */
  async open(): Promise<void> {
    this.stopping = false
    this.cursor = Cursor.at(await this.parts.storage.open(this.memory))
    this.atWork = [...this.memory.keys()]
  }

  /** A batch that is tried again and again is given up. */
  stop(): void {
    this.stopping = true
  }

  /** Forgets everything: another instance owns the partition. */
  drop(): void {
    this.atWork = []
    this.memory.clear()
  }

  /** What was given up with an aggregate may be tried again. */
  redrive(aggregate: string): void {
    this.failedRedrives.delete(aggregate)
    if (this.stuck.delete(aggregate)) this.atWork = [...this.atWork, aggregate]
  }

  /** Decides and writes one batch. */
  async run(items: readonly Incoming<C>[]): Promise<BatchOutcome> {
    const { listener, partition } = this.parts
    const blame = new Blame<C>()
    let limit = items.length
    for (let attempt = 0; ; attempt += 1) {
      const batch = limit === items.length ? items : items.slice(0, limit)
      try {
        const outcome = await this.attempt(batch, blame.condemned)
        if (outcome === 'disowned' || typeof outcome === 'object') return outcome
        listener.fenceLost(partition, 'moved')
        if (!(await this.reload())) return 'disowned'
      } catch (error) {
        const again = await this.recover(error, { blame, items: batch, attempt })
        if (again === 'disowned') return 'disowned'
        if (again === 'dropped') return { taken: 1, failed: new Set(batch) }
        if (again === 'one') limit = 1
      }
    }
  }

  private async attempt(
    items: readonly Incoming<C>[],
    condemned: ReadonlyMap<Incoming<C>, Error>,
  ): Promise<BatchOutcome | 'moved'> {
    const started = performance.now()
    const { definition, partition, partitions, storage, clock, listener } = this.parts
    const { outcomes, claims } = await this.lookUp(items, condemned)
    const commands = items.flatMap((incoming) =>
      incoming.command && !condemned.has(incoming) ? [incoming.command] : [],
    )
    await storage.load(commands, this.memory)
    const { cursor, memory, stuck, failedRedrives, atWork: unfinished } = this
    const batch = decideBatch({
      ...{ definition, partition, partitions, cursor, memory, outcomes, claims, items },
      ...{ unfinished, condemned, stuck, failedRedrives, now: clock.now() },
    })
    const result = await storage.write(batch.write, memory)
    if (result !== 'written') return result
    this.commit(batch)
    for (const { incoming, error } of batch.failed) listener.failed(partition, incoming as Incoming<C>, error)
    listener.measured(partition, {
      inputs: batch.taken === items.length ? items : items.slice(0, batch.taken),
      events: batch.write.events.length,
      duplicates: batch.duplicates,
      milliseconds: performance.now() - started,
      refusals: batch.refusals,
    })
    return { taken: batch.taken, failed: new Set(batch.failed.map(({ incoming }) => incoming)) }
  }

  private async lookUp(
    items: readonly Incoming<C>[],
    condemned: ReadonlyMap<Incoming<C>, Error>,
  ): ReturnType<PartitionStorage<C, E, S>['lookUp']> {
    const { definition, storage } = this.parts
    const commandIds: string[] = []
    const claims: { scope: string; value: string }[] = []
    const persons = new Set<string>()
    for (const incoming of items) {
      const { command, origin } = incoming
      if (origin.kind === 'request') commandIds.push(origin.commandId)
      if (!command || condemned.has(incoming)) continue
      claims.push(...this.claimsOf(incoming, command))
      const person = this.personOf(command)
      if (person !== undefined) persons.add(person)
    }
    if (definition.sealer && persons.size > 0) await definition.sealer.ready([...persons])
    if (commandIds.length === 0 && claims.length === 0) return { outcomes: new Map(), claims: [] }
    return storage.lookUp({ commandIds, claims })
  }

  /**
   * Whose keys a decision may need: of whom the command names as its person; where a service is partitioned by people,
   * of whom it is about. What governs a service is about nobody.
   */
  private personOf(command: C): string | undefined {
    const { definition } = this.parts
    if (!definition.sealer || isOversightCommand(command)) return undefined
    const contract = definition.commands.of(command.type)
    if (contract.person !== undefined) return (command as Readonly<Record<string, unknown>>)[contract.person] as string
    const isByPerson = definition.events.contracts.some(({ person, routing }) => person === routing.key)
    return isByPerson ? contract.keyOf(command) : undefined
  }

  private claimsOf(incoming: Incoming<C>, command: C): readonly { scope: string; value: string }[] {
    try {
      return this.parts.definition.rules.claims?.(command) ?? []
    } catch (error) {
      throw new CommandThrew(incoming, error)
    }
  }

  private commit(batch: DecidedBatch<E>): void {
    const { write } = batch
    const { listener, partition, storage } = this.parts
    this.moveTo(write)
    this.atWork = batch.unfinished
    for (const { dueAt } of write.timersSet) this.timersDueAt = Math.min(this.timersDueAt, dueAt)
    for (const aggregate of batch.failedRedrives) this.failedRedrives.add(aggregate)
    if (write.rows.length > 0) listener.committed(partition, write.rows, write.events)
    for (const { origin, answer } of batch.answers) origin.answer(answer)
    for (const origin of batch.refusedAsParked) origin.fail(new AggregateParked('this waits for an operator'))
    for (const gap of batch.gaps) listener.gap(partition, gap)
    storage.forget(this.memory, write.events)
  }

  private moveTo(write: DecidedBatch<E>['write']): void {
    const { cursor } = this
    cursor.position = write.head.position
    cursor.hash = write.head.hash
    cursor.lastTime = write.head.lastTime
    for (const link of write.incomingLinks) cursor.incoming.set(linkName(link.service, link.partition), link)
    for (const link of write.outgoingLinks) cursor.outgoing.set(linkName(link.service, link.partition), link)
    for (const { aggregate } of write.parked) cursor.parked.set(aggregate, (cursor.parked.get(aggregate) ?? 0) + 1)
    for (const { aggregate } of write.unparked) {
      const left = (cursor.parked.get(aggregate) ?? 1) - 1
      if (left === 0) cursor.parked.delete(aggregate)
      else cursor.parked.set(aggregate, left)
    }
  }

  /**
   * What to do after a failed attempt. The memory is gone in any case: a rule may have changed a mutable state half, and
   * a book is never undone. A command is blamed only when it throws, or breaks a constraint alone, on fresh memory.
   */
  private async recover(
    error: unknown,
    run: { readonly blame: Blame<C>; readonly items: readonly Incoming<C>[]; readonly attempt: number },
  ): Promise<'same' | 'one' | 'dropped' | 'disowned'> {
    const { blame, items, attempt } = run
    const cause = asError(error instanceof WriteFailure || error instanceof CommandThrew ? error.cause : error)
    let next: 'same' | 'one' | 'dropped' = 'same'
    if (error instanceof CommandThrew) {
      const stuck = blame.threw(error.incoming as Incoming<C>, cause)
      if (stuck !== undefined) this.stick(stuck, cause)
    } else if (error instanceof WriteFailure ? error.reason === 'constraint' : isPermanent(error)) {
      next = this.judge(cause, blame, items)
    } else if (error instanceof WriteFailure && error.reason === 'conflict') {
      // A taken id or claim is found by the next look-up.
      next = 'one'
    } else {
      this.parts.listener.retried(this.parts.partition, cause)
      await delay(Math.min(RETRY_DELAY_MS_MIN * 2 ** attempt, RETRY_DELAY_MS_MAX))
    }
    return (await this.reloadAtLast()) ? next : 'disowned'
  }

  /**
   * The data of a batch are wrong. Alone, a command is given up; what cannot even be given up is dropped, or nothing
   * would ever come after it. Where a large work goes on in the same batch, it may be that which is wrong.
   */
  private judge(cause: Error, { condemned }: Blame<C>, items: readonly Incoming<C>[]): 'one' | 'dropped' {
    const only = items.length === 1 ? items[0] : undefined
    if (only && !condemned.has(only)) condemned.set(only, cause)
    else if (items.length <= 1) {
      const working = this.atWork.filter((aggregate) => this.goesOn(aggregate))
      for (const aggregate of working) this.stick(aggregate, cause)
      if (only && working.length === 0) {
        this.parts.listener.failed(this.parts.partition, only, cause)
        if (only.origin.kind === 'request') only.origin.fail(cause)
        return 'dropped'
      }
      if (!only && working.length === 0) this.atWork = []
    }
    return 'one'
  }

  private goesOn(aggregate: string): boolean {
    const state = this.memory.get(aggregate)
    return state !== undefined && this.parts.definition.rules.continuation?.(state) !== undefined
  }

  private stick(aggregate: string, cause: Error): void {
    const { definition, listener, partition } = this.parts
    this.stuck.add(aggregate)
    const origin = { kind: 'state' } as const
    const incoming = { command: undefined, subject: aggregate, cause: systemCause(definition.service), origin }
    listener.failed(partition, incoming, cause)
  }

  /** Until the database answers. False when the partition is another's, or is being given up. */
  private async reloadAtLast(): Promise<boolean> {
    for (;;) {
      try {
        return await this.reload()
      } catch (failure) {
        if (this.stopping) return false
        this.parts.listener.retried(this.parts.partition, asError(failure))
        await delay(RETRY_DELAY_MS_MAX)
      }
    }
  }

  private async reload(): Promise<boolean> {
    this.memory.clear()
    const head = await this.parts.storage.reopen(this.memory)
    if (!head) return false
    this.cursor = Cursor.at(head)
    this.atWork = [...this.memory.keys()]
    this.timersDueAt = -Infinity
    return true
  }
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))
const delay = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))
