import { randomInt } from 'node:crypto'
import { ApiPerson } from './api-person'
import { LISTED } from './instruments'
import type { Person } from './people'

/** Requests a second, all participants together. */
const RATE = 12
/** Access tokens live 15 minutes. */
const LOG_IN_AGAIN_MS = 10 * 60_000
/** Of all requests; a real book cancels nearly everything that it does not trade. */
const CANCEL_SHARE = 0.4
/** Of all orders: those that take what rests. */
const TAKE_SHARE = 0.18
const LIVE_ORDERS_MAX = 400

interface Resting {
  readonly participant: number
  readonly id: string
}

/**
 * Simulated participants: a seeded flow of orders around a price that walks, over the public API. Most orders rest near
 * the best price and are cancelled later; some take. It is simulated, and says so wherever it is shown.
 */
export class Traffic {
  readonly counts = { placed: 0, cancelled: 0, refused: 0, failed: 0 }
  private readonly prices: number[] = LISTED.map(({ price }) => price)
  private readonly resting: Resting[] = []
  private people: ApiPerson[] = []
  private loggedInAt = 0
  private timer: NodeJS.Timeout | undefined
  private readonly random: () => number
  private stopped = false

  constructor(
    private readonly gateway: string,
    private readonly clients: readonly Person[],
    readonly seed = randomInt(2 ** 31),
  ) {
    this.random = mulberry32(seed)
  }

  start(): void {
    this.timer = setInterval(() => void this.step(), 1000 / RATE)
  }

  stop(): void {
    this.stopped = true
    clearInterval(this.timer)
  }

  private async step(): Promise<void> {
    try {
      if (Date.now() - this.loggedInAt > LOG_IN_AGAIN_MS) await this.logIn()
      if (this.people.length === 0) return
      const full = this.resting.length > LIVE_ORDERS_MAX
      await (full || (this.resting.length > 20 && this.random() < CANCEL_SHARE) ? this.cancel() : this.place())
    } catch {
      // A service that is being restarted: the next step finds it again, and the screen counts this one.
      if (!this.stopped) this.counts.failed += 1
    }
  }

  private async logIn(): Promise<void> {
    this.loggedInAt = Date.now()
    this.people = await Promise.all(this.clients.map((client) => ApiPerson.logIn(this.gateway, client)))
  }

  private async place(): Promise<void> {
    const participant = Math.floor(this.random() * this.people.length)
    const at = Math.floor(this.random() * LISTED.length)
    const takes = this.random() < TAKE_SHARE
    const side = this.random() < 0.5 ? 'buy' : 'sell'
    const price = this.walk(at)
    // Resting orders stand a few ticks away, most of them close; takers reach across.
    const distance = (takes ? 1 : -1) * Math.ceil(-Math.log(1 - this.random()) * 6) * 0.01
    const answer = await this.people[participant]!.send('POST', '/v1/orders', {
      symbol: LISTED[at]!.symbol,
      side,
      type: 'limit',
      timeInForce: takes ? 'ioc' : 'day',
      quantity: String(1 + Math.floor(Math.exp(this.random() * 5))),
      limitPrice: (price + (side === 'buy' ? distance : -distance)).toFixed(2),
    })
    if (answer.status >= 500) this.counts.failed += 1
    else if (answer.status >= 400) this.counts.refused += 1
    else this.counts.placed += 1
    if (answer.body['status'] === 'open') this.resting.push({ participant, id: String(answer.body['id']) })
  }

  private walk(at: number): number {
    const price = this.prices[at]! + (this.random() - 0.5) * 0.06
    this.prices[at] = price
    return Math.round(price * 100) / 100
  }

  private async cancel(): Promise<void> {
    const [order] = this.resting.splice(Math.floor(this.random() * this.resting.length), 1)
    if (!order) return
    const { status } = await this.people[order.participant]!.send('DELETE', `/v1/orders/${order.id}`)
    if (status === 200) this.counts.cancelled += 1
  }
}

/** A small generator whose whole state is its seed. */
function mulberry32(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
