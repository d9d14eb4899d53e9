import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { behaviourOf } from '../bank/behaviour'
import { BooksFile } from '../simulators/books-file'
import { Faults, isFault } from '../simulators/faults'
import { JsonServer, type Answered, type Asked } from '../simulators/json-server'
import { Notifier } from '../simulators/notifier'
import { Orders, type Order, type OrderEntry } from './orders'

export interface MipsOptions {
  readonly booksFile: string
  readonly seed: number
  readonly webhookUrl: string
  readonly publicUrl: string
  readonly operatorPassword: string
  readonly password: string
  readonly salt: string
  readonly cipherKey: string
}

/** What operations are told, each its own part of it. */
interface Operation {
  readonly initial_payment?: Pick<Order, 'id_order' | 'currency' | 'amount'>
  readonly id_order?: string
  readonly received_crypted_data?: string
  readonly transaction_id?: string
}

/** MIPS as it was described to us (domain.md 11.4): payment links, encrypted notifications, a hosted page with buttons. */
export class Mips {
  private readonly orders: Orders
  private readonly file: BooksFile<OrderEntry>
  private readonly faults = new Faults()
  private readonly notifier: Notifier
  private readonly server = new JsonServer((asked) => this.answer(asked))

  constructor(private readonly options: MipsOptions) {
    this.file = new BooksFile(options.booksFile)
    this.orders = new Orders(this.file, options.seed)
    this.notifier = new Notifier(options.webhookUrl, this.faults, (id, isTaken) => this.orders.told(id, isTaken))
    for (const order of this.orders.byId.values()) if (!order.isTold) this.tell(order)
  }

  listen(port: number, host: string): Promise<number> {
    return this.server.listen(port, host)
  }

  async close(): Promise<void> {
    this.notifier.stop()
    await this.server.close()
    this.file.close()
  }

  private answer(asked: Asked): Answered {
    const { method, path } = asked
    if (path === '/health/ready' || path === '/health/live') return { status: 200, body: { status: 'ready' } }
    if (path.startsWith('/control/')) return this.control(asked)
    const [, page, id, button] = path.split('/').map(decodeURIComponent)
    if (page === 'pay' && id !== undefined) return this.page(method, id, button)
    if (method !== 'POST') return { status: 404, body: { operation_status: 'error' } }
    const refusal = this.refusal(asked)
    if (refusal) return refusal
    const body = asked.body as Operation
    if (this.faults.take('error_500', ...this.amountsOf(body)))
      return { status: 500, body: { operation_status: 'error' } }
    switch (path) {
      case '/create_payment_request':
        return this.create(body.initial_payment!)
      case '/load_payment_zone':
        return this.zone(body.id_order!)
      case '/decrypt_imn_data':
        return this.decrypt(body.received_crypted_data!)
      case '/refund_transaction':
        return {
          status: 200,
          body: { operation_status: this.orders.refund(body.transaction_id!) ? 'success' : 'error' },
        }
      default:
        return { status: 404, body: { operation_status: 'error' } }
    }
  }

  /** Both ways of saying who asks have to be right, and there must be a user agent. */
  private refusal({ headers, body }: Asked): Answered | undefined {
    const authentify = (body as { authentify?: Record<string, string> } | undefined)?.authentify
    const basic = Buffer.from((headers.authorization ?? '').replace(/^Basic /, ''), 'base64').toString()
    const isKnown =
      basic.split(':')[1] === this.options.password &&
      authentify?.['operator_password'] === this.options.operatorPassword &&
      (headers['user-agent'] ?? '') !== ''
    return isKnown
      ? undefined
      : { status: 401, body: { operation_status: 'error', operation_details: 'authentication' } }
  }

  /** Of the payment that a request is about; none where only the sealed text tells. */
  private amountsOf({ initial_payment: payment, id_order: id, transaction_id: paidAs }: Operation): readonly string[] {
    if (payment) return [payment.amount]
    const isMeant = (order: Order): boolean =>
      order.id_order === id || (paidAs !== undefined && order.transaction_id === paidAs)
    return [...this.orders.byId.values()].filter(isMeant).map(({ amount }) => amount)
  }

  private create(payment: Pick<Order, 'id_order' | 'currency' | 'amount'>): Answered {
    const order = this.orders.create(payment)
    const url = `${this.options.publicUrl}/pay/${order.id_order}`
    return { status: 200, body: { operation_status: 'success', payment_link: { url, qr_code: '' } } }
  }

  private zone(idOrder: string): Answered {
    const order = this.orders.byId.get(idOrder)
    const data = order && order.status !== 'open' ? { transaction_details: this.detailsOf(order) } : {}
    return { status: 200, body: { answer: { operation_status: 'success', payment_zone_data: data } } }
  }

  private decrypt(crypted: string): Answered {
    try {
      const bytes = Buffer.from(crypted, 'base64')
      const decipher = createDecipheriv('aes-256-gcm', this.key, bytes.subarray(0, 12), { authTagLength: 16 })
      decipher.setAuthTag(bytes.subarray(-16))
      const text = Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]).toString('utf8')
      return { status: 200, body: JSON.parse(text) as unknown }
    } catch {
      return { status: 200, body: { operation_status: 'error', operation_details: 'cannot be decrypted' } }
    }
  }

  private get key(): Buffer {
    return createHash('sha256').update(this.options.cipherKey).digest()
  }

  /** Cents come back as text; the checksum covers them all in this order. */
  private detailsOf(order: Order) {
    const { currency, id_order, payment_method } = order
    const status = order.status === 'success' ? 'success' : 'fail'
    const fields = { amount: order.paid, currency, status, id_order, transaction_id: order.transaction_id ?? '' }
    const typed = { ...fields, type: 'SALE', payment_method }
    const text = [...Object.values(typed), this.options.salt].join('.')
    return { ...typed, checksum: createHash('sha256').update(text).digest('hex') }
  }

  private page(method: string, id: string, button: string | undefined): Answered {
    const order = this.orders.byId.get(id)
    if (!order) return { text: 'There is no such order.', status: 404 }
    if (method === 'POST' && button !== undefined) this.press(order, button)
    const buttons = ['JUICE', 'CARD', 'FAIL']
      .map((name) => `<form method="post" action="/pay/${id}/${name}"><button>${name}</button></form>`)
      .join('')
    return {
      html: `<!doctype html><title>Payment</title><h1>${order.currency} ${order.amount}</h1><p>${order.status}</p>${buttons}`,
    }
  }

  private press(order: Order, button: string): void {
    const behaviour = behaviourOf(order.amount)
    const status = button === 'FAIL' || behaviour === 'fails' ? 'fail' : 'success'
    const cents = Math.round(Number(order.amount) * 100) + (behaviour === 'amount_differs' ? 100 : 0)
    this.orders.pay(order.id_order, { status, payment_method: button, paid: String(cents) })
    if (behaviour === 'told_twice') this.faults.order('duplicate', 1, order.amount)
    if (behaviour === 'out_of_order') this.faults.order('reorder', 1, order.amount)
    this.tell(order)
  }

  /** Notifications are sent for successes alone: failures are seen by whoever asks, or by expiry. */
  private tell(order: Order): void {
    if (order.status !== 'success') return this.orders.told(order.id_order, false)
    this.notifier.notify({
      id: order.id_order,
      amount: order.amount,
      request: ({ isForged }) => {
        const nonce = randomBytes(12)
        const cipher = createCipheriv('aes-256-gcm', isForged ? randomBytes(32) : this.key, nonce)
        const text = JSON.stringify({ transaction_details: this.detailsOf(order) })
        const sealed = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
        return { headers: {}, body: JSON.stringify({ crypted_callback: sealed.toString('base64') }) }
      },
    })
  }

  private control({ method, path, body }: Asked): Answered {
    if (path === '/control/books') return { status: 200, body: { orders: [...this.orders.byId.values()] } }
    if (method !== 'POST') return { status: 404, body: { error: 'nothing here' } }
    if (path === '/control/pay') {
      const { reference, button = 'JUICE' } = body as { reference: string; button?: string }
      const order = this.orders.byId.get(reference)
      if (!order) return { status: 404, body: { error: 'no such order' } }
      this.press(order, button)
      return { status: 200, body: order }
    }
    if (path === '/control/faults') {
      const { fault, times = 1, amount } = body as { fault: unknown; times?: number; amount?: string }
      if (!isFault(fault)) return { status: 422, body: { error: 'no such fault' } }
      this.faults.order(fault, times, amount)
      return { status: 200, body: { fault, times } }
    }
    return { status: 404, body: { error: 'nothing here' } }
  }
}
