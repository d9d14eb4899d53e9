import { createHash } from 'node:crypto'
import type { BooksFile } from '../simulators/books-file'

export interface Order {
  readonly id_order: string
  readonly currency: string
  /** In major units, as it was asked for. */
  readonly amount: string
  status: 'open' | 'success' | 'fail'
  transaction_id: string | undefined
  payment_method: string
  /** What was paid, in cents. */
  paid: string
  isRefunded: boolean
  isTold: boolean
  /** The platform has said to have the notification. */
  isTaken: boolean
}

export type OrderEntry =
  | { readonly kind: 'order'; readonly order: Pick<Order, 'id_order' | 'currency' | 'amount'> }
  | {
      readonly kind: 'paid'
      readonly id_order: string
      readonly status: 'success' | 'fail'
      readonly transaction_id: string
      readonly payment_method: string
      readonly paid: string
    }
  | { readonly kind: 'refunded'; readonly transaction_id: string }
  | { readonly kind: 'told'; readonly id_order: string; readonly isTaken: boolean }

/** The orchestrator's own books: orders, who has paid them, and whom it still has to tell. */
export class Orders {
  readonly byId = new Map<string, Order>()

  constructor(
    private readonly file: BooksFile<OrderEntry>,
    private readonly seed: number,
  ) {
    for (const entry of file.read()) this.apply(entry)
  }

  create(order: Pick<Order, 'id_order' | 'currency' | 'amount'>): Order {
    if (!this.byId.has(order.id_order)) this.write({ kind: 'order', order })
    return this.byId.get(order.id_order)!
  }

  /** An order is paid once, whatever the buttons say afterwards. */
  pay(
    id_order: string,
    how: { readonly status: 'success' | 'fail'; readonly payment_method: string; readonly paid: string },
  ): Order {
    const order = this.byId.get(id_order)!
    if (order.status !== 'success') {
      const text = createHash('sha256').update(`${this.seed}/${id_order}/${how.status}`).digest('hex')
      this.write({ kind: 'paid', id_order, transaction_id: `TX${text.slice(0, 14).toUpperCase()}`, ...how })
    }
    return order
  }

  refund(transaction_id: string): boolean {
    const order = [...this.byId.values()].find((one) => one.transaction_id === transaction_id)
    if (order && !order.isRefunded) this.write({ kind: 'refunded', transaction_id })
    return order !== undefined
  }

  told(id_order: string, isTaken: boolean): void {
    this.write({ kind: 'told', id_order, isTaken })
  }

  private write(entry: OrderEntry): void {
    this.file.append(entry)
    this.apply(entry)
  }

  private apply(entry: OrderEntry): void {
    switch (entry.kind) {
      case 'order':
        this.byId.set(entry.order.id_order, {
          ...entry.order,
          status: 'open',
          transaction_id: undefined,
          payment_method: '',
          paid: '0',
          isRefunded: false,
          isTold: true,
          isTaken: false,
        })
        break
      case 'paid': {
        const { status, transaction_id, payment_method, paid } = entry
        Object.assign(this.byId.get(entry.id_order)!, { status, transaction_id, payment_method, paid, isTold: false })
        break
      }
      case 'refunded':
        for (const order of this.byId.values()) {
          if (order.transaction_id === entry.transaction_id) order.isRefunded = true
        }
        break
      case 'told': {
        const order = this.byId.get(entry.id_order)!
        order.isTold = true
        order.isTaken ||= entry.isTaken
        break
      }
    }
  }
}
