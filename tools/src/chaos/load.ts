import type { Random } from '@filao/simulation'
import { randomUUID } from 'node:crypto'
import { HttpClient, type Answer, type Asked } from '../client/http-client'
import { inParallel } from '../client/parallel'
import { Session } from '../client/session'
import { makeTraders } from '../client/traders'
import { LISTED } from '../start/instruments'
import type { ChaosPlatform } from './platform'

const WORKERS = 12
const THINK_MS_MAX = 200
/** Shorter than a hang, so that what a paused instance holds is asked of another. */
const ANSWER_MS_MAX = 5_000
const RETRY_PAUSE_MS = 250
/** After the faults every question has been answered within this. */
const RESOLVED_MS_MAX = 240_000
const RESTING_MAX = 300
/** What says that nothing is decided yet: the same key asked again tells. */
const NOT_DECIDED = new Set([401, 403, 408, 429])

/** A placement with the key that makes it one order, and every answer that it ever got. */
export interface Placement {
  readonly key: string
  readonly trader: number
  readonly body: object
  /** Ids of the orders that it was told to have made: one, or none when it was refused. */
  readonly orders: Set<string>
  refused: string | undefined
}

/** Traders who place, cancel and change orders over the public API, and ask again with the same key until they are told. */
export class Load {
  readonly placements: Placement[] = []
  private readonly statuses = new Map<number | 'no answer', number>()
  private readonly resting: { readonly trader: number; readonly id: string }[] = []
  private readonly clients = new Map<string, HttpClient>()
  private traders: Session[] = []
  private running: Promise<unknown> = Promise.resolve()
  private stopped = true
  private giveUpAt = Infinity

  constructor(
    private readonly platform: ChaosPlatform,
    private readonly random: Random,
  ) {}

  async logIn(): Promise<void> {
    const { gateway, clients } = this.platform.development
    this.traders = await Promise.all(clients.map((person) => Session.logIn(this.clientOf(gateway), person)))
  }

  /** Registers clients without money, who come after the load: what is never reserved costs nothing. */
  async join(count: number): Promise<void> {
    const { gateway } = this.platform.development
    const wanted = { count, kind: 'client', stock: () => [], progress: () => undefined } as const
    const joined = await makeTraders(this.clientOf(gateway), this.platform.development, wanted)
    this.traders.push(...joined.map(({ session }) => session))
  }

  start(): void {
    this.stopped = false
    this.giveUpAt = Infinity
    this.running = Promise.all(Array.from({ length: WORKERS }, () => this.work()))
    // What went wrong is told by `stop`.
    this.running.catch(() => undefined)
  }

  /** Asks nothing new, and waits until all that was asked is answered. Throws when something is not. */
  async stop(): Promise<void> {
    this.stopped = true
    this.giveUpAt = Date.now() + RESOLVED_MS_MAX
    await this.running
  }

  /** Places resting orders side by side until one is refused, each asked once and answered when it is durable. */
  async burst(
    symbol: string,
    { ordersMax, width }: { readonly ordersMax: number; readonly width: number },
  ): Promise<{ readonly taken: number; readonly refused: Answer | undefined }> {
    let refused: Answer | undefined
    let taken = 0
    const { price } = LISTED.find((listed) => listed.symbol === symbol)!
    // Below what anybody sells for: they rest.
    const body = {
      symbol,
      side: 'buy',
      quantity: '1',
      type: 'limit',
      timeInForce: 'gtc',
      limitPrice: (price - 0.5).toFixed(2),
    }
    await inParallel(width, ordersMax, async (index) => {
      if (refused) return
      const placement: Placement = {
        key: randomUUID(),
        trader: index % this.traders.length,
        body,
        orders: new Set(),
        refused: undefined,
      }
      const http = this.clientOf(this.platform.instances('order')[0]!.http)
      const answer = await this.traders[placement.trader]!.ask(
        '/v1/orders',
        { ...placementOf(placement), respondAsync: true },
        http,
      )
      if (answer.status >= 300) return void (refused = answer)
      this.placements.push(placement)
      this.note(placement, answer)
      taken += 1
    })
    return { taken, refused }
  }

  /** How often each status was answered since this was asked last. */
  answers(): string {
    const counts = [...this.statuses].map(([status, count]) => `${status} ${count}×`)
    this.statuses.clear()
    return counts.join(', ')
  }

  /** Sends a placement again. What it answers is noted with it. */
  async repeat(placement: Placement): Promise<void> {
    this.giveUpAt = Date.now() + RESOLVED_MS_MAX
    this.note(placement, await this.untilDecided(placement.trader, '/v1/orders', placementOf(placement)))
  }

  async close(): Promise<void> {
    await Promise.all([...this.clients.values()].map((client) => client.close()))
  }

  private async work(): Promise<void> {
    while (!this.stopped) {
      await this.act()
      await pause(this.random.below(THINK_MS_MAX))
    }
  }

  private async act(): Promise<void> {
    const { random } = this
    const full = this.resting.length > RESTING_MAX
    if (this.resting.length > 20 && random.chance(full ? 0.8 : 0.3)) {
      return await (random.chance(0.2) ? this.change() : this.cancel())
    }
    const trader = random.below(this.traders.length)
    const placement: Placement = {
      key: randomUUID(),
      trader,
      body: this.order(),
      orders: new Set(),
      refused: undefined,
    }
    this.placements.push(placement)
    const answer = await this.untilDecided(trader, '/v1/orders', placementOf(placement))
    this.note(placement, answer)
    if (answer.body['status'] === 'open') this.resting.push({ trader, id: String(answer.body['id']) })
  }

  private note(placement: Placement, { status, body }: Answer): void {
    if (status < 300) placement.orders.add(String(body['id']))
    else placement.refused = String(body['code'])
  }

  private order(): object {
    const { random } = this
    const { symbol, price } = random.pick(LISTED)
    const side = random.pick(['buy', 'sell'] as const)
    const quantity = String(random.between(1, 40))
    const at = (price + random.between(-8, 8) / 100).toFixed(2)
    const kind = random.weighted({ rest: 60, take: 15, market: 10, stop: 5 })
    if (kind === 'market') return { symbol, side, quantity, type: 'market', timeInForce: 'ioc' }
    if (kind === 'take') return { symbol, side, quantity, type: 'limit', timeInForce: 'ioc', limitPrice: at }
    const limit = { symbol, side, quantity, timeInForce: 'gtc', limitPrice: at }
    if (kind === 'rest') return { ...limit, type: 'limit' }
    return { ...limit, type: 'stop_limit', stopPrice: (price + (side === 'buy' ? 0.05 : -0.05)).toFixed(2) }
  }

  private async cancel(): Promise<void> {
    const [order] = this.resting.splice(this.random.below(this.resting.length), 1)
    if (order) await this.untilDecided(order.trader, `/v1/orders/${order.id}`, { method: 'DELETE' })
  }

  private async change(): Promise<void> {
    const order = this.random.pick(this.resting)
    const body = { quantity: String(this.random.between(1, 40)) }
    const asked: Asked = { method: 'POST', body, key: randomUUID() }
    await this.untilDecided(order.trader, `/v1/orders/${order.id}/replace`, asked)
  }

  /** Asks the gateway or any instance, and again until the answer is a decision. */
  private async untilDecided(trader: number, path: string, asked: Asked): Promise<Answer> {
    for (;;) {
      const http = this.clientOf(this.random.pick(this.origins()))
      const answer = await this.traders[trader]!.ask(path, asked, http).catch(() => undefined)
      const status = answer?.status ?? 'no answer'
      this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1)
      if (answer && answer.status < 500 && !NOT_DECIDED.has(answer.status)) return answer
      if (Date.now() > this.giveUpAt)
        throw new Error(`${path} is not answered after the faults: ${status} ${JSON.stringify(answer?.body)}`)
      await pause(RETRY_PAUSE_MS)
    }
  }

  private origins(): readonly string[] {
    return [this.platform.development.gateway, ...this.platform.instances('order').map(({ http }) => http)]
  }

  private clientOf(origin: string): HttpClient {
    const known = this.clients.get(origin) ?? new HttpClient(origin, WORKERS * 2, ANSWER_MS_MAX)
    this.clients.set(origin, known)
    return known
  }
}

const placementOf = ({ key, body }: Placement): Asked => ({ method: 'POST', body, key })

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))
