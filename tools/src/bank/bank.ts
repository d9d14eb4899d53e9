import { createHmac } from 'node:crypto'
import { BooksFile } from '../simulators/books-file'
import { Faults, isFault } from '../simulators/faults'
import { JsonServer, type Answered, type Asked } from '../simulators/json-server'
import { Notifier } from '../simulators/notifier'
import { behaviourOf, paidOf, receivedOf, type Behaviour } from './behaviour'
import { Books, type Money, type Movement, type Notice, type Payout } from './books'

export interface BankOptions {
  readonly booksFile: string
  readonly seed: number
  readonly token: string
  readonly webhookUrl: string
  readonly webhookSecret: string
  /** How long a payout is on its way, and a simulated day lasts, in milliseconds. */
  readonly settleMs: number
  readonly dayMs: number
}

const LIST_MAX = 200
const CHARGE_BACK_DAYS = 3
/** What a bank that contradicts itself says of a payout first, and then. */
const CONTRADICTIONS: Partial<Readonly<Record<Behaviour, readonly [Payout['status'], Payout['status']]>>> = {
  fails_then_completes: ['failed', 'completed'],
  completes_then_fails: ['completed', 'failed'],
}

/** A bank with one account of client money: payouts by end-to-end id, a status query, signed notifications, own books. */
export class Bank {
  private readonly books: Books
  private readonly file: BooksFile<never>
  private readonly faults = new Faults()
  private readonly notifier: Notifier
  private readonly server = new JsonServer((asked) => this.answer(asked))
  private readonly timers = new Set<NodeJS.Timeout>()

  constructor(private readonly options: BankOptions) {
    this.file = new BooksFile(options.booksFile)
    this.books = new Books(this.file, options.seed)
    this.notifier = new Notifier(options.webhookUrl, this.faults, (id, isTaken) => this.books.told(id, isTaken))
    // What was on its way when the bank was killed goes on.
    for (const notice of this.books.untold.values()) this.send(notice)
    for (const payout of this.books.payouts.values()) if (payout.status === 'accepted') this.carry(payout)
    for (const movement of this.books.movements.values()) this.watch(movement)
  }

  listen(port: number, host: string): Promise<number> {
    return this.server.listen(port, host)
  }

  async close(): Promise<void> {
    for (const timer of this.timers) clearTimeout(timer)
    this.notifier.stop()
    await this.server.close()
    this.file.close()
  }

  private answer(asked: Asked): Answered {
    const { method, path, headers } = asked
    if (path === '/health/ready' || path === '/health/live') return { status: 200, body: { status: 'ready' } }
    if (path.startsWith('/control/')) return this.control(asked)
    if (headers.authorization !== `Bearer ${this.options.token}`) return { status: 401, body: { error: 'who are you' } }
    if (this.faults.take('error_500', ...this.amountsOf(asked))) return { status: 500, body: { error: 'as ordered' } }
    const [, resource, name, action] = path.split('/').map(decodeURIComponent)
    if (resource === 'payouts') return this.payouts(asked, { method, name, action })
    if (resource === 'movements') return this.movements(asked, { method, name, action })
    return { status: 404, body: { error: 'nothing here' } }
  }

  /** Of the payments that a request is about. */
  private amountsOf({ method, path, query, body }: Asked): readonly string[] {
    const [, resource, name] = path.split('/').map(decodeURIComponent)
    if (resource === 'payouts' && name === undefined) return method === 'POST' ? [(body as Payout).amount] : []
    const payout = this.books.payouts.get(name ?? '')
    if (resource === 'payouts') return payout ? [payout.amount] : []
    const movement = this.books.movements.get(name ?? '')
    const movements = name === undefined ? this.listed(query) : movement ? [movement] : []
    return movements.map(({ amount }) => paidOf(amount))
  }

  private payouts(
    { body }: Asked,
    { method, name, action }: { method: string; name: string | undefined; action: string | undefined },
  ): Answered {
    if (method === 'POST' && name === undefined) return this.pay(body as Payout)
    const payout = name === undefined ? undefined : this.books.payouts.get(name)
    if (!payout) return { status: 404, body: { error: 'no such payout' } }
    if (method === 'POST' && action === 'recall') {
      // What has left cannot be stopped; whoever asks sees it in the status.
      if (payout.status === 'accepted') this.settle(payout, 'failed', 'RECALLED')
      return { status: 202, body: { status: payout.status } }
    }
    this.contradict(payout)
    return { status: 200, body: shown(payout) }
  }

  /** A while after somebody was told the one, the other is true. */
  private contradict(payout: Payout): void {
    const [first, then] = CONTRADICTIONS[behaviourOf(payout.amount)] ?? []
    if (then === undefined || payout.status !== first) return
    this.later(this.options.settleMs, () => {
      if (payout.status === first) this.settle(payout, then, then === 'failed' ? 'AC04' : undefined)
    })
  }

  private pay({ endToEndId, currency, amount }: Payout): Answered {
    const isNew = !this.books.payouts.has(endToEndId)
    const payout = this.books.pay({ endToEndId, currency, amount })
    const behaviour = behaviourOf(amount)
    if (isNew && payout.status === 'accepted') {
      this.tell(payout)
      this.carry(payout)
    }
    if (isNew && behaviour.startsWith('silent')) return 'hang_up'
    if (payout.status === 'failed') return { status: 422, body: shown(payout) }
    return { status: 202, body: shown(payout) }
  }

  /** What becomes of a payout, after a while. */
  private carry(payout: Payout): void {
    const behaviour = behaviourOf(payout.amount)
    this.later(this.options.settleMs, () => {
      if (payout.status !== 'accepted') return
      if (behaviour === 'silent_then_fails' || behaviour === 'fails_then_completes')
        return this.settle(payout, 'failed', 'AC04')
      if (behaviour === 'told_twice') this.faults.order('duplicate', 1, payout.amount)
      if (behaviour === 'out_of_order') this.faults.order('reorder', 1, payout.amount)
      this.settle(payout, 'completed')
      if (behaviour === 'out_of_order') this.tell(payout)
      if (behaviour === 'returned') this.later(this.options.settleMs, () => this.settle(payout, 'returned', 'AC04'))
    })
  }

  private settle(payout: Payout, status: Payout['status'], code?: string): void {
    this.books.settlePayout(payout.endToEndId, status, code)
    this.tell(payout)
  }

  private tell({ endToEndId, providerReference, status, amount, currency }: Payout): void {
    this.note(`payout.${status}`, { reference: endToEndId, providerReference, status, amount, currency })
  }

  private movements(
    { query }: Asked,
    { method, name, action }: { method: string; name: string | undefined; action: string | undefined },
  ): Answered {
    if (name === undefined) {
      const movements = this.listed(query)
      return { status: 200, body: { movements, next: String(movements.at(-1)?.number ?? afterOf(query)) } }
    }
    const movement = this.books.movements.get(name)
    if (!movement) return { status: 404, body: { error: 'no such movement' } }
    if (method === 'POST' && action === 'refund') {
      this.books.changeMovement(name, 'refunded')
      return { status: 202, body: movement }
    }
    return { status: 200, body: movement }
  }

  private listed(query: URLSearchParams): readonly Movement[] {
    return this.books.movementsAfter(afterOf(query), LIST_MAX)
  }

  /** Somebody pays something in. */
  private receive(money: Money): Movement {
    const behaviour = behaviourOf(money.amount)
    const amount = receivedOf(money.amount)
    const payerName = behaviour === 'payer_differs' ? 'Somebody Else Entirely' : money.payerName
    const movement = this.books.receive({ ...money, amount, payerName })
    if (behaviour === 'told_twice') this.faults.order('duplicate', 1, money.amount)
    if (behaviour === 'out_of_order') this.faults.order('reorder', 1, money.amount)
    this.tellMovement('deposit.received', movement)
    if (behaviour === 'out_of_order') this.tellMovement('deposit.received', movement)
    this.watch(movement)
    return movement
  }

  private watch(movement: Movement): void {
    if (behaviourOf(movement.amount) !== 'charged_back' || movement.status !== 'received') return
    this.later(this.options.dayMs * CHARGE_BACK_DAYS, () => {
      this.books.changeMovement(movement.providerReference, 'charged_back')
      if (movement.status === 'charged_back') this.tellMovement('deposit.charged_back', movement)
    })
  }

  private tellMovement(type: string, { reference, providerReference, status, amount, currency }: Movement): void {
    this.note(type, { reference, providerReference, status, amount, currency })
  }

  private note(type: string, data: Readonly<Record<string, string>>): void {
    this.send(this.books.note(type, { ...data, occurredAt: new Date().toISOString() }))
  }

  private send({ id, type, sequence, data }: Notice): void {
    const body = JSON.stringify({ type, sequence, data })
    this.notifier.notify({
      id,
      amount: type.startsWith('deposit.') ? paidOf(data['amount']!) : data['amount']!,
      request: ({ now, isForged }) => {
        const timestamp = String(Math.floor(now / 1000))
        const secret = isForged ? 'not the secret' : this.options.webhookSecret
        const mac = createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64')
        const headers = { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${mac}` }
        return { headers, body }
      },
    })
  }

  private control({ method, path, body }: Asked): Answered {
    if (path === '/control/books') {
      const { payouts, movements, untold, taken } = this.books
      const books = {
        balances: this.books.balances(),
        payouts: [...payouts.values()],
        movements: [...movements.values()],
        taken: [...taken].map(([id, reference]) => ({ id, reference })),
      }
      return { status: 200, body: { ...books, untold: untold.size } }
    }
    if (method !== 'POST') return { status: 404, body: { error: 'nothing here' } }
    if (path === '/control/deposits') return { status: 201, body: this.receive(body as Movement) }
    if (path === '/control/faults') {
      const { fault, times = 1, amount } = body as { fault: unknown; times?: number; amount?: string }
      if (!isFault(fault)) return { status: 422, body: { error: 'no such fault' } }
      this.faults.order(fault, times, amount)
      return { status: 200, body: { fault, times } }
    }
    return { status: 404, body: { error: 'nothing here' } }
  }

  private later(ms: number, work: () => void): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer)
      work()
    }, ms)
    this.timers.add(timer)
  }
}

const afterOf = (query: URLSearchParams): number => Number(query.get('after') ?? 0)

const shown = ({ status, providerReference, code, amount, currency }: Payout) => ({
  status,
  providerReference,
  amount,
  currency,
  ...(code && { code }),
})
