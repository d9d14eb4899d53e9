import {
  sourceOf,
  type MarketCommand,
  type MarketEvent,
  type OrderCommand,
  type OrderEvent,
  type WalletCommand,
  type WalletEvent,
} from '@filao/contracts'
import type { OutRecord } from '@filao/bus'
import { MemoryTables, type Answer } from '@filao/engine'
import { partitionOf, type Instant } from '@filao/kernel'
import { marketRules, type MarketRefusal, type MarketState } from '@filao/market'
import type { Book, OrderRefusal } from '@filao/order'
import type { Account, WalletRefusal } from '@filao/wallet'
import { AuditCopy } from './audit'
import { demand } from './broken'
import { Charges } from './charges'
import { Conduct } from './conduct'
import { Crowd, type Act } from './crowd'
import { DEFINITIONS, type Definitions } from './definitions'
import { Ledger } from './ledger'
import { Matching } from './matching'
import { SimulatedPartition } from './partition'
import { Random } from './random'
import { checkReservations } from './reservations'
import { BookResidency } from './residency'
import { Settlement } from './settlement'
import { Stops } from './stops'
import { Transport } from './transport'
import { Wealth } from './wealth'

export interface SimulationOptions {
  /** All that happens follows from it. */
  readonly seed: number
  readonly steps: number
  readonly partitions?: number
  /** Other rules, to plant a defect. */
  readonly definitions?: Definitions
  /** True for a command that the transport is to lose, to plant a defect. */
  readonly loses?: (record: OutRecord) => boolean
}

/** What a run came to without finding anything. */
export interface SimulationReport {
  readonly seed: number
  readonly steps: number
  readonly events: number
  readonly trades: number
  readonly crashes: number
  /** Crashes between two batches of one work. */
  readonly interruptions: number
  readonly rests: number
}

/** Something did not hold. The same seed finds it again, at the same step. */
export class SimulationFailure extends Error {
  override readonly name = 'SimulationFailure'
  constructor(
    readonly seed: number,
    readonly step: number,
    /** The last events of all logs, oldest first. */
    readonly lastEvents: readonly string[],
    cause: Error,
  ) {
    super(`seed ${seed}, step ${step}: ${cause.message}`, { cause })
  }
}

/** Runs a platform in memory for so many steps, then to rest. Throws a {@link SimulationFailure}. */
export const simulate = (options: SimulationOptions): Promise<SimulationReport> => new Simulation(options).run()

const BEGIN: Instant = Date.parse('2026-01-05T08:30:00.000Z')
const READ_MAX = 50
const REQUESTS_KEPT = 50
const EVENTS_SHOWN = 25
const STEPS_BETWEEN_RESTS = 1000
const ROUNDS_TO_REST_MAX = 1000
/** From one event a batch to as many as the engine takes. */
const BATCH_EVENTS = [1, 3, 2000] as const
const INTERRUPTED = 0.15

const STEPS = {
  act: 40,
  repeat: 2,
  relay: 26,
  read: 26,
  tick: 4,
  crash: 0.3,
  breakConnection: 0.6,
  wait: 0.4,
  day: 0.03,
}

type Market = SimulatedPartition<MarketCommand, MarketEvent, MarketState, MarketRefusal>
type Order = SimulatedPartition<OrderCommand, OrderEvent, Book, OrderRefusal>
type Wallet = SimulatedPartition<WalletCommand, WalletEvent, Account, WalletRefusal>
type Node = Market | Order | Wallet

class Simulation {
  private readonly random: Random
  private readonly crowd: Crowd
  private readonly transport: Transport
  private readonly audit = new AuditCopy()
  private readonly ledger = new Ledger()
  private readonly settlement = new Settlement()
  private readonly matching = new Matching()
  private readonly charges = new Charges()
  private readonly conduct = new Conduct()
  private readonly stops = new Stops()
  private readonly wealth = new Wealth()
  private readonly markets: Market[] = []
  private readonly orders: Order[] = []
  private readonly wallets: Wallet[] = []
  private readonly nodes: readonly Node[]
  private readonly seen = new Map<Node, number>()
  private readonly asked: { readonly act: Act; readonly commandId: string; readonly outcome: string }[] = []
  private readonly lastEvents: string[] = []
  private clock = BEGIN
  private step = 0
  private events = 0
  private crashes = 0
  private rests = 0

  constructor(private readonly options: SimulationOptions) {
    const { seed, partitions = 4, definitions = DEFINITIONS, loses } = options
    this.random = new Random(seed)
    this.crowd = new Crowd(this.random, partitions, BEGIN)
    this.transport = new Transport(this.random, (record) => this.audit.hear(record), loses)
    const { market, order, wallet } = definitions
    const tables = { market: new MemoryTables(), order: new MemoryTables(), wallet: new MemoryTables() }
    for (let partition = 0; partition < partitions; partition += 1) {
      const place = { partition, partitions, residency: undefined, ...this.haste() }
      this.markets.push(new SimulatedPartition({ ...place, definition: market, tables: tables.market }))
      this.orders.push(
        new SimulatedPartition({ ...place, definition: order, tables: tables.order, residency: new BookResidency() }),
      )
      this.wallets.push(new SimulatedPartition({ ...place, definition: wallet, tables: tables.wallet }))
    }
    this.nodes = [...this.markets, ...this.orders, ...this.wallets]
  }

  async run(): Promise<SimulationReport> {
    const { seed, steps } = this.options
    try {
      for (const node of this.nodes) await node.reload()
      for (const act of this.crowd.opening()) await this.ask(act, this.crowd.id())
      await this.rest()
      while (this.step < steps) {
        this.step += 1
        await this.next()
        if (this.step % STEPS_BETWEEN_RESTS === 0) await this.rest()
      }
      await this.rest()
    } catch (error) {
      throw new SimulationFailure(seed, this.step, this.lastEvents, error as Error)
    }
    const { events, crashes, rests, settlement } = this
    const interruptions = this.nodes.reduce((sum, node) => sum + node.interruptions, 0)
    return { seed, steps, events, trades: settlement.size, crashes, interruptions, rests }
  }

  /** How large batches are, and whether a process lives through all that belong together. */
  private haste(): { readonly batchEvents: () => number; readonly interrupts: () => boolean } {
    const { random } = this
    return { batchEvents: () => random.pick(BATCH_EVENTS), interrupts: () => random.chance(INTERRUPTED) }
  }

  private async next(): Promise<void> {
    const { random } = this
    this.clock += random.below(20)
    const node = random.pick(this.nodes)
    switch (random.weighted(STEPS)) {
      case 'act':
        return await this.ask(this.crowd.act(this.clock), this.crowd.id())
      case 'repeat':
        return await this.repeat()
      case 'relay':
        return this.transport.relay(node)
      case 'read':
        await this.read(node)
        return
      case 'tick':
        await node.tick(this.clock)
        return this.observe(node)
      case 'crash':
        return await this.crash(node)
      case 'breakConnection':
        node.storage.nextFailure = random.pick(['lost', 'unknown'])
        return
      case 'wait':
        this.clock += random.between(5_000, 40_000)
        return
      case 'day':
        this.clock += random.between(1, 8) * 3_600_000
    }
  }

  private async ask(act: Act, commandId: string): Promise<void> {
    const { node, answer } = await this.send(act, commandId)
    this.asked.push({ act, commandId, outcome: outcomeOf(answer) })
    if (this.asked.length > REQUESTS_KEPT) this.asked.shift()
    this.observe(node)
  }

  /** A client that has not heard the answer asks again: nothing new happens, and the first answer stands. */
  private async repeat(): Promise<void> {
    if (this.asked.length === 0) return
    const { act, commandId, outcome } = this.random.pick(this.asked)
    const { node, answer } = await this.send(act, commandId)
    demand(answer.kind !== 'failed' && answer.replayed, `${act.command.type} asked again is answered from the inbox`)
    demand(outcomeOf(answer) === outcome, `${act.command.type} asked again gets its first answer`)
    this.observe(node)
  }

  private async send(act: Act, commandId: string): Promise<{ readonly node: Node; readonly answer: Answer }> {
    const request = { commandId, actor: 'user:simulated' }
    if (act.to === 'order') {
      const { command } = act
      const node = this.orders[partitionOf('assetId' in command ? command.assetId : command.accountId)]!
      return { node, answer: await node.request({ ...request, command }, this.clock) }
    }
    if (act.to === 'wallet') {
      const node = this.wallets[partitionOf(act.command.accountId)]!
      return { node, answer: await node.request({ ...request, command: act.command }, this.clock) }
    }
    const { command } = act
    const node = this.markets[partitionOf(marketRules.aggregateOf(command))]!
    return { node, answer: await node.request({ ...request, command }, this.clock) }
  }

  private async read(node: Node, limit = this.random.between(1, READ_MAX)): Promise<boolean> {
    const records = this.transport.read(node.service, node.partition, { offset: node.offset, limit })
    if (records.length === 0) return false
    await node.consume(records, this.clock)
    node.offset += records.length
    this.observe(node)
    // A rebalance: the group's offset is older than what was done.
    if (this.random.chance(0.03)) node.offset = Math.max(0, node.offset - this.random.below(READ_MAX))
    return true
  }

  private async crash(node: Node): Promise<void> {
    this.crashes += 1
    await node.restart()
    node.skew = this.random.between(-50, 50)
    node.check()
  }

  /** Checks what has been committed since the last look at this partition. */
  private observe(node: Node): void {
    const { events, rows } = node.storage
    const from = this.seen.get(node) ?? 0
    if (events.length === from) return
    this.seen.set(node, events.length)
    demand(
      rows.length === events.length && node.head.position === rows.length,
      `${node.name}: its head is its last event`,
    )
    const changed = new Set<string>()
    for (const { event, position, aggregate, at } of events.slice(from)) {
      changed.add(aggregate)
      this.events += 1
      this.lastEvents.push(
        `step ${this.step} ${node.name} #${position} ${event.type} ${rows[position - 1]?.data ?? ''}`,
      )
      if (this.lastEvents.length > EVENTS_SHOWN) this.lastEvents.shift()
      demand(rows[position - 1]?.position === position, `${node.name}: positions have no gap`)
      if (node.service === 'wallet') this.observeWallet(event as WalletEvent)
      else if (node.service === 'order') this.observeOrder(event as OrderEvent, at)
    }
    node.check(changed)
  }

  private observeWallet(event: WalletEvent): void {
    this.ledger.post(event)
    this.settlement.wallet(event)
    this.wealth.wallet(event)
    this.crowd.payments.heard(event)
  }

  private observeOrder(event: OrderEvent, at: Instant): void {
    this.settlement.order(event)
    this.matching.order(event, at)
    this.charges.order(event)
    this.conduct.order(event, at)
    this.stops.order(event)
    this.wealth.order(event)
  }

  /** Lets everything arrive, then checks what holds when nothing is on its way. */
  private async rest(): Promise<void> {
    let rounds = 0
    for (let moved = true; moved; rounds += 1) {
      demand(rounds < ROUNDS_TO_REST_MAX, 'the platform comes to rest')
      moved = false
      for (const node of this.nodes) {
        if (this.transport.flush(node)) moved = true
        while (await this.read(node, READ_MAX)) moved = true
      }
    }
    this.rests += 1
    this.checkLinks()
    for (const node of this.nodes) {
      node.check()
      const source = sourceOf(node.service, node.partition)
      demand(this.audit.isComplete(source, node.head), `${node.name}: audit holds exactly its log`)
    }
    this.ledger.checkAtRest()
    this.settlement.checkAtRest()
    this.matching.checkAtRest()
    this.stops.checkAtRest()
    const accounts = this.wallets.flatMap(({ memory }) => [...memory.values()])
    this.wealth.checkAtRest(accounts, this.ledger)
    checkReservations(
      this.orders.flatMap(({ memory }) => [...memory.values()]),
      accounts,
    )
  }

  private checkLinks(): void {
    const taken = new Map<string, number>(
      this.nodes.flatMap((node) =>
        [...node.storage.incoming].map(([source, { sequence }]) => [`${source} → ${node.name}`, sequence] as const),
      ),
    )
    for (const node of this.nodes) {
      for (const [target, { sequence }] of node.storage.outgoing) {
        // What is said to services that nobody plays here stays unheard.
        if (!this.nodes.some(({ name }) => name === target)) continue
        const link = `${node.name} → ${target}`
        demand(taken.get(link) === sequence, `${link}: all ${sequence} commands are taken at rest`)
      }
    }
  }
}

const outcomeOf = (answer: Answer): string =>
  answer.kind === 'refused' ? answer.refusal.refused : answer.kind === 'done' ? 'done' : 'failed'
