import { patiently } from '@filao/testing/servers'
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Answer, HttpClient } from '../client/http-client'
import { Latencies } from '../client/latencies'
import type { Trader } from '../client/traders'
import type { RecordedRow } from './lobster'
import { RecordedOrders, type Step } from './recorded-orders'

/** Requests that may be on their way at once. */
const IN_FLIGHT_MAX = 32
/** Longer than an order waits for its funds before it is closed. */
const PENDING_MS_MAX = 120_000
const LOOK_MS = 200

/** Plays rows as requests of the participants. A step about an order waits until that order is accepted. */
export class Player {
  readonly placing = new Latencies()
  readonly changing = new Latencies()
  readonly counts = { orders: 0, cancels: 0, reductions: 0, skipped: 0 }
  readonly refusals = new Map<string, number>()
  private readonly ids: (Promise<string | undefined> | undefined)[] = []
  private readonly owners: number[] = []

  constructor(
    private readonly http: HttpClient,
    private readonly traders: readonly Trader[],
    private readonly symbol: string,
  ) {}

  /** `speed` is the factor over the recorded times; Infinity sends as fast as the platform answers. */
  async play(rows: readonly RecordedRow[], speed: number, progress: (done: number) => void): Promise<void> {
    const orders = new RecordedOrders(this.symbol, this.traders.length)
    const running = new Set<Promise<void>>()
    const start = performance.now()
    const first = rows[0]?.second ?? 0
    for (const [index, row] of rows.entries()) {
      const due = start + ((row.second - first) * 1000) / speed
      if (due > performance.now()) await new Promise((resolve) => setTimeout(resolve, due - performance.now()))
      while (running.size >= IN_FLIGHT_MAX) await Promise.race(running)
      const step = orders.step(row)
      if (step) {
        const task: Promise<void> = this.send(step).finally(() => running.delete(task))
        running.add(task)
      } else this.counts.skipped += 1
      progress(index + 1)
    }
    await Promise.all(running)
  }

  private async send(step: Step): Promise<void> {
    if (step.kind === 'place') return this.place(step)
    const id = await this.ids[step.order]
    if (id === undefined) return void (this.counts.skipped += 1)
    const trader = this.traders[this.owners[step.order]!]!
    const start = performance.now()
    const token = await trader.session.token()
    const key = randomUUID()
    const change = (): Promise<Answer> =>
      step.kind === 'cancel'
        ? this.http.ask(`/v1/orders/${id}`, { method: 'DELETE', token })
        : this.http.ask(`/v1/orders/${id}/replace`, {
            method: 'POST',
            token,
            key,
            body: { quantity: String(step.quantity) },
          })
    const answer = await patiently(change)
    this.changing.add(performance.now() - start)
    if (this.isDone(answer)) this.counts[step.kind === 'cancel' ? 'cancels' : 'reductions'] += 1
  }

  private async place({ order, participant, body }: Extract<Step, { kind: 'place' }>): Promise<void> {
    const { session } = this.traders[participant]!
    this.owners[order] = participant
    const start = performance.now()
    const key = randomUUID()
    const placed = session
      .token()
      .then((token) => patiently(() => this.http.ask('/v1/orders', { method: 'POST', token, key, body })))
      .then(async (answer) => {
        this.placing.add(performance.now() - start)
        if (!this.isDone(answer)) return undefined
        this.counts.orders += 1
        const id = answer.body['id'] as string
        if (answer.body['status'] === 'pending') await this.accepted(session, id)
        return id
      })
    this.ids[order] = placed
    await placed
  }

  /** On a busy machine the id is answered before wallet has said whether there are funds; until then nothing is changed. */
  private async accepted(session: Trader['session'], id: string): Promise<void> {
    const deadline = Date.now() + PENDING_MS_MAX
    while ((await session.get(`/v1/orders/${id}`))['status'] === 'pending' && Date.now() < deadline)
      await sleep(LOOK_MS)
  }

  private isDone({ status, body }: Answer): boolean {
    const rejected = body['status'] === 'rejected' ? `rejected: ${String(body['rejectionReason'])}` : undefined
    const reason = status >= 300 ? `${status} ${String(body['code'])}` : rejected
    if (reason !== undefined) this.refusals.set(reason, (this.refusals.get(reason) ?? 0) + 1)
    return status < 300
  }
}
