import { randomInt, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { HttpClient, type Answer } from '../client/http-client'
import { Session } from '../client/session'
import { OrderFlow, type Instrument, type Step } from './order-flow'
import { PaymentFlow, type Payers } from './payment-flow'

/** Requests a second, all participants together. */
const RATE = 16
const IN_FLIGHT_MAX = 16
/** How often the participants look at the market and into their pockets. */
const LOOK_MS = 5_000
const RETRY_MS = 1_000
/** With fewer shares, or the price of fewer, a participant trades the other way only. */
const SHARES_MIN = 5_000

/**
 * Simulated participants: a seeded flow of orders over the public API, as {@link OrderFlow} decides, and of payments, as
 * {@link PaymentFlow} does. It is simulated, and says so wherever it is shown.
 */
export class Traffic {
  private readonly orders = { placed: 0, cancelled: 0, reduced: 0, refused: 0, failed: 0 }
  private readonly http: HttpClient
  private readonly flow: OrderFlow
  private readonly payments: PaymentFlow
  private readonly stopping = new AbortController()
  private participants: readonly Session[] = []
  private running: Promise<void> | undefined
  private turn = 0
  /** A service is away: nobody trades until this moment. */
  private awayUntil = 0

  constructor(
    gateway: string,
    private readonly payers: Payers,
    private readonly instruments: readonly Instrument[],
    readonly seed = randomInt(2 ** 31),
  ) {
    this.http = new HttpClient(gateway, IN_FLIGHT_MAX)
    this.flow = new OrderFlow(seed, payers.people.length, instruments)
    this.payments = new PaymentFlow(this.http, payers, seed, this.stopping.signal)
  }

  get counts() {
    return { ...this.orders, ...this.payments.counts }
  }

  start(): void {
    this.running ??= this.run()
  }

  async stop(): Promise<void> {
    this.stopping.abort()
    await this.running
    await this.http.close()
  }

  private async run(): Promise<void> {
    await this.untilDone(() => this.enter())
    const others = [this.keepLooking(), this.keepPaying()]
    const inFlight = new Set<Promise<void>>()
    while (!this.isStopping) {
      await this.pause(Math.max(this.flow.pauseMs(RATE), this.awayUntil - Date.now()))
      if (this.isStopping) break
      if (inFlight.size >= IN_FLIGHT_MAX) await Promise.race(inFlight)
      const task: Promise<void> = this.take(this.flow.next()).finally(() => inFlight.delete(task))
      inFlight.add(task)
    }
    await Promise.all([...inFlight, ...others])
  }

  /** Everyone logs in, takes back what an earlier run left in the books, and looks at the market. */
  private async enter(): Promise<void> {
    this.participants = await Promise.all(this.payers.people.map((person) => Session.logIn(this.http, person)))
    for (const participant of this.participants) await participant.ask('/v1/orders', { method: 'DELETE' })
    await this.look()
  }

  private async keepLooking(): Promise<void> {
    while (!this.isStopping) {
      await this.pause(LOOK_MS)
      await this.attempt(() => this.look())
    }
  }

  private async keepPaying(): Promise<void> {
    await this.untilDone(() => this.payments.open())
    while (!this.isStopping) {
      await this.attempt(() => this.payments.next(this.participants))
      await this.pause(this.payments.pauseMs())
    }
  }

  private async look(): Promise<void> {
    const symbols = this.instruments.map(({ symbol }) => symbol).join(',')
    const { items } = await this.participants[0]!.get(`/v1/assets/quotes?symbols=${symbols}`)
    for (const { symbol, last } of items as { symbol: string; last: string | null }[])
      if (last !== null) this.flow.seen(symbol, Number(last))
    await this.count(this.turn++ % this.participants.length)
  }

  /** Whoever has too little of one thing trades the other way until there is some again. */
  private async count(index: number): Promise<void> {
    const { cash, positions } = (await this.participants[index]!.get('/v1/portfolio')) as unknown as Portfolio
    const dollars = Number(cash.find(({ currency }) => currency === 'USD')?.available ?? 0)
    for (const { symbol, price } of this.instruments) {
      const position = positions.find((held) => held.symbol === symbol)
      const shares = position ? Number(position.quantity) - Number(position.reserved) : 0
      const only = shares < SHARES_MIN ? 'buy' : dollars < SHARES_MIN * price ? 'sell' : undefined
      this.flow.restrict(index, symbol, only)
    }
  }

  private async take(step: Step): Promise<void> {
    await this.attempt(() => (step.kind === 'place' ? this.place(step) : this.change(step)))
  }

  private async place({ participant, body }: Extract<Step, { kind: 'place' }>): Promise<void> {
    const { symbol, quantity } = body
    const answer = await this.ask(participant, '/v1/orders', { method: 'POST', body, key: randomUUID() })
    if (!this.isDone(answer)) return
    this.orders.placed += 1
    const { id, status } = answer.body
    if (status === 'open' || status === 'partially_filled')
      this.flow.rests({ participant, symbol, id: String(id), quantity: Number(quantity) })
  }

  private async change(step: Exclude<Step, { kind: 'place' }>): Promise<void> {
    const { order } = step
    const path = `/v1/orders/${order.id}`
    if (step.kind === 'cancel') {
      const answer = await this.ask(order.participant, path, { method: 'DELETE' })
      if (answer.status < 500) this.flow.gone(order)
      if (this.isDone(answer)) this.orders.cancelled += 1
      return
    }
    order.quantity = step.quantity
    const body = { quantity: String(step.quantity) }
    const answer = await this.ask(order.participant, `${path}/replace`, { method: 'POST', body, key: randomUUID() })
    if (this.isDone(answer)) this.orders.reduced += 1
  }

  private ask(participant: number, path: string, asked: Parameters<Session['ask']>[1]): Promise<Answer> {
    return this.participants[participant]!.ask(path, asked)
  }

  /** Counts what was not done. That an order has traded before it could be changed is the market's way, no refusal. */
  private isDone({ status, body }: Answer): boolean {
    if (status < 300 && body['status'] !== 'rejected') return true
    if (status >= 500) this.lost()
    else if (status !== 409) this.orders.refused += 1
    return false
  }

  /** A service that is being restarted is found again by a later step; the screen counts what was lost. */
  private async attempt(work: () => Promise<void>): Promise<boolean> {
    try {
      await work()
      return true
    } catch {
      if (!this.isStopping) this.lost()
      return false
    }
  }

  private lost(): void {
    this.orders.failed += 1
    this.awayUntil = Date.now() + RETRY_MS
  }

  private async untilDone(work: () => Promise<void>): Promise<void> {
    while (!this.isStopping && !(await this.attempt(work))) await this.pause(RETRY_MS)
  }

  private get isStopping(): boolean {
    return this.stopping.signal.aborted
  }

  private async pause(milliseconds: number): Promise<void> {
    await sleep(milliseconds, undefined, { signal: this.stopping.signal }).catch(() => undefined)
  }
}

interface Portfolio {
  readonly cash: readonly { readonly currency: string; readonly available: string }[]
  readonly positions: readonly {
    readonly symbol: string | null
    readonly quantity: string
    readonly reserved: string
  }[]
}
