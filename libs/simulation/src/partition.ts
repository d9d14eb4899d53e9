import type { InRecord } from '@filao/bus'
import { topicOf, type Message } from '@filao/contracts'
import {
  CommandThrew,
  Cursor,
  decideBatch,
  MemoryPartitionStorage,
  readCommands,
  readTimer,
  WriteFailure,
  type Answer,
  type Incoming,
  type MemoryTables,
  type ServiceDefinition,
} from '@filao/engine'
import type { Instant, Refusal } from '@filao/kernel'
import { Broken, demand } from './broken'
import { digest } from './digest'
import type { Residency } from './residency'

/** A client's request with the id that it keeps when it is sent again. */
export interface Request<C> {
  readonly commandId: string
  readonly command: C
  readonly actor: string
}

interface Parts<C extends Message, E extends Message, S, R extends Refusal> {
  readonly definition: ServiceDefinition<C, E, S, R>
  readonly partition: number
  readonly partitions: number
  readonly tables: MemoryTables
  readonly residency: Residency<C, S> | undefined
  /** Events at which a batch closes, drawn anew for each: small ones cut a cascade in many. */
  readonly batchEvents: () => number
  /** Whether the process dies now, between two batches of one work. */
  readonly interrupts: () => boolean
}

const TIMERS_MAX = 100
const COMMANDS_MAX = 500
const BYTES_MAX = 1024 * 1024

/**
 * One partition of a service, driven one batch at a time by the simulation instead of by an event loop: the engine's
 * batch, log and look-ups, without its queue and its waiting. A rule that throws is a defect, so nothing is parked.
 */
export class SimulatedPartition<C extends Message, E extends Message, S, R extends Refusal> {
  readonly storage: MemoryPartitionStorage<C, E, S, R>
  readonly memory = new Map<string, S>()
  /** Position up to which the relay believes to have published. */
  published = 0
  /** Offset of the commands topic that is read next. */
  offset = 0
  /** How far the machine's clock is off. */
  skew = 0
  private cursor = new Cursor()
  private unfinished: readonly string[] = []
  /** How often it died between two batches of one work. */
  interruptions = 0

  constructor(private readonly parts: Parts<C, E, S, R>) {
    this.storage = new MemoryPartitionStorage(parts.definition.rules, parts.tables)
  }

  get service(): ServiceDefinition<C, E, S, R>['service'] {
    return this.parts.definition.service
  }

  get partition(): number {
    return this.parts.partition
  }

  get name(): string {
    return `${this.service}/${this.partition}`
  }

  get head(): { readonly position: number; readonly hash: Buffer } {
    return this.cursor
  }

  /** Drops the memory and folds it anew from the log. What was committed must come back. */
  async restart(): Promise<void> {
    const before = new Map([...this.memory].map(([id, state]) => [id, digest(state)]))
    await this.reload()
    for (const id of new Set([...before.keys(), ...this.memory.keys()])) {
      const unborn = digest(this.parts.definition.rules.decider.initial(id))
      const folded = this.memory.get(id)
      demand(
        (before.get(id) ?? unborn) === (folded === undefined ? unborn : digest(folded)),
        `${this.name}: the fold of its events is the state of ${id}`,
      )
    }
    this.published = Math.max(0, this.published - 5)
    this.offset = Number(this.cursor.nextOffset() ?? 0n)
  }

  /** Takes the partition over from whoever had it. */
  async reload(): Promise<void> {
    this.memory.clear()
    this.cursor = Cursor.at(await this.storage.open(this.memory))
    this.unfinished = [...this.memory.keys()]
    this.parts.residency?.forget(this.memory)
  }

  async request({ commandId, command, actor }: Request<C>, clock: Instant): Promise<Answer> {
    const contract = this.parts.definition.commands.of(command.type)
    const { prepare } = this.parts.definition
    const answers: Answer[] = []
    const incoming: Incoming<C> = {
      command: prepare ? prepare(command) : command,
      subject: contract.subjectOf(command),
      cause: { actor, correlationId: commandId, causationId: commandId },
      origin: {
        kind: 'request',
        commandId,
        bodyHash: Buffer.from(contract.encode(command)),
        answer: (answer) => answers.push(answer),
        fail: (error) => {
          throw error
        },
      },
    }
    await this.take([incoming], clock)
    demand(answers.length === 1, `${this.name}: a request is answered once`)
    return answers[0]!
  }

  async consume(records: readonly InRecord[], clock: Instant): Promise<void> {
    const { definition, partition } = this.parts
    const topic = topicOf(this.service, 'commands')
    await this.take(
      await readCommands(definition, { topic, partition, records, highWatermark: records.at(-1)!.offset + 1n }),
      clock,
    )
  }

  /** Does what is due by time. */
  async tick(clock: Instant): Promise<void> {
    const { definition } = this.parts
    const now = clock + this.skew
    const due: Incoming<C>[] = []
    for (const timer of await this.storage.dueTimers(now, TIMERS_MAX)) due.push(readTimer(timer, definition))
    for (const [subject, state] of this.memory)
      for (const command of definition.rules.overdue?.(state, now) ?? [])
        due.push({ command, subject, cause: systemCause(this.service), origin: { kind: 'state' } })
    if (due.length > 0) await this.take(due, clock)
  }

  /** What does not hold in one of the states, or in all of them. */
  check(aggregates: Iterable<string> = this.memory.keys()): void {
    for (const id of aggregates) {
      const state = this.memory.get(id)
      const violation = state === undefined ? undefined : this.parts.definition.rules.violation?.(state)
      demand(violation === undefined, `${this.name}, ${id}: it does not hold that ${violation}`)
    }
  }

  private async take(items: readonly Incoming<C>[], clock: Instant): Promise<void> {
    let rest = items
    for (;;) {
      rest = rest.slice(await this.batch(rest, clock))
      if (rest.length === 0 && this.unfinished.length === 0) return
      if (this.parts.interrupts()) await this.interrupt()
    }
  }

  /** Dies in the middle of a work and comes again: what waits in the queue is read, or asked, again. */
  private async interrupt(): Promise<void> {
    this.interruptions += 1
    const { offset } = this
    await this.restart()
    this.offset = offset
  }

  /** Decides and writes one batch, however often the connection breaks. */
  private async batch(items: readonly Incoming<C>[], clock: Instant): Promise<number> {
    for (;;) {
      try {
        return await this.attempt(items, clock)
      } catch (error) {
        if (!(error instanceof WriteFailure)) throw error
        demand(error.reason === 'connection', `${this.name}: only a connection breaks, not a ${error.reason}`)
        await this.reload()
      }
    }
  }

  private async attempt(items: readonly Incoming<C>[], clock: Instant): Promise<number> {
    const { definition, partition, partitions, residency } = this.parts
    const commands = items.flatMap(({ command }) => (command ? [command] : []))
    for (const { unreadable } of items) demand(!unreadable, `${this.name}: what services send is readable`)
    const known = await this.storage.lookUp({
      commandIds: items.flatMap(({ origin }) => (origin.kind === 'request' ? [origin.commandId] : [])),
      claims: commands.flatMap((command) => definition.rules.claims?.(command) ?? []),
    })
    residency?.load(commands, this.memory)
    const batch = this.decided({
      ...{ definition, partition, partitions, cursor: this.cursor, memory: this.memory, items },
      ...{ ...known, condemned: new Map(), unfinished: this.unfinished, now: clock + this.skew },
      ...{ stuck: new Set<string>(), failedRedrives: new Set<string>() },
      limits: { commands: COMMANDS_MAX, events: this.parts.batchEvents(), bytes: BYTES_MAX },
    })
    const gap = batch.gaps[0]
    if (gap)
      throw new Broken(
        `${this.name}: the link from ${gap.source}/${gap.sourcePartition} lacks command ${gap.expected}, ${gap.found} came`,
      )
    demand((await this.storage.write(batch.write)) === 'written', `${this.name}: its owner writes`)
    this.cursor = Cursor.at({
      ...batch.write.head,
      incomingLinks: [...this.storage.incoming.values()],
      outgoingLinks: [...this.storage.outgoing.values()],
      parked: new Map(),
    })
    this.unfinished = batch.unfinished
    for (const { origin, answer } of batch.answers) origin.answer(answer)
    residency?.forget(this.memory)
    return batch.taken
  }

  private decided(input: Parameters<typeof decideBatch<C, E, S, R>>[0]): ReturnType<typeof decideBatch<C, E, S, R>> {
    try {
      return decideBatch(input)
    } catch (error) {
      if (!(error instanceof CommandThrew)) throw error
      const { command } = error.incoming
      throw new Broken(
        `${this.name}: ${command?.type} makes no rule throw: ${String((error.cause as Error).message)}`,
        {
          cause: error.cause,
        },
      )
    }
  }
}

/** Known beforehand, unlike the engine's own, so that a run reproduces. */
const systemCause = (service: string) => ({
  actor: `system:${service}`,
  correlationId: '00000000-0000-4000-8000-000000000000',
  causationId: '00000000-0000-4000-8000-000000000000',
})
