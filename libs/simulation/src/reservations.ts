import type { Book, Order } from '@filao/order'
import type { Account } from '@filao/wallet'
import { demand } from './broken'

/** At rest wallet holds back exactly what the open orders need, order by order, and no order waits for anything. */
export function checkReservations(books: Iterable<Book>, accounts: Iterable<Account>): void {
  const live = new Map<string, Order>()
  for (const book of books) {
    demand(book.pending.size === 0, `no order of book ${book.assetId} is pending at rest`)
    for (const orders of book.liveByAccount.values()) for (const order of orders) live.set(order.orderId, order)
  }
  let active = 0
  for (const { accountId, reservations } of accounts) {
    for (const reservation of reservations.values()) {
      // What is held back for a withdrawal waits for the provider, not for an order.
      if (reservation.status !== 'active' || reservation.purpose === 'withdrawal') continue
      active += 1
      const { reservationId, purpose, asset, amount, quantity, drawn, legs } = reservation
      const order = live.get(reservationId)
      demand(order !== undefined, `reservation ${reservationId} of account ${accountId} belongs to an open order`)
      demand(
        order.accountId === accountId && order.reservedAsset === asset,
        `${reservationId} is held where it belongs`,
      )
      demand(order.amendment === undefined, `no amendment of order ${reservationId} is pending at rest`)
      demand(amount === order.reservedAmount, `order ${reservationId} has reserved what wallet holds back for it`)
      // A refused amendment may have told wallet of more.
      const counts = purpose !== 'order_buy' || (quantity !== undefined && quantity >= order.quantity)
      demand(counts, `wallet counts what order ${reservationId} may add to a position`)
      demand(drawn === order.drawnAmount && legs === order.legs, `the fills of order ${reservationId} are drawn`)
    }
  }
  demand(active === live.size, 'every open order has its reservation')
}
