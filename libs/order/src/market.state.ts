import type { Instant } from '@filao/kernel'
import { requeueStop, type Book } from './book.state'
import type { InstrumentSet, SessionSet } from './order.events'
import { isLive } from './row.state'

export function evolveInstrument(book: Book, event: InstrumentSet): void {
  book.symbol = event.symbol
  book.quoteCurrency = event.quoteCurrency
  book.terms = event.terms
  book.unsaved.market = true
  // What moves a trailing stop depends on the tick.
  for (const queue of [book.buyStops, book.sellStops, book.demo.buyStops, book.demo.sellStops]) {
    const waiting = queue.levels.flatMap((level) => {
      const orders = []
      for (let order = level.first; order; order = order.behind) orders.push(order)
      return orders
    })
    for (const order of waiting) if (order.orderType === 'trailing_stop') requeueStop(book, order)
  }
}

export function evolveSession(book: Book, { type: _, assetId: __, ...session }: SessionSet): void {
  const before = book.session
  book.session = session
  book.unsaved.market = true
  // An early close, or a later one, of the session that day orders were placed in.
  const { closesAt } = session
  if (!before || closesAt === undefined || before.opensAt !== session.opensAt || before.closesAt === closesAt) return
  for (const order of book.orders.values()) {
    if (order.timeInForce !== 'day' || order.expiresAt !== before.closesAt || !isLive(order)) continue
    order.expiresAt = closesAt
    book.unsaved.orders.add(order)
    if (closesAt < book.nextExpiryAt) book.nextExpiryAt = closesAt
  }
}

/** True while a trading session runs. Without word of a session nothing is traded; absent ends are always open. */
export function inSession({ session }: Book, now: Instant): boolean {
  if (!session) return false
  const { opensAt, closesAt } = session
  return (opensAt === undefined || now >= opensAt) && (closesAt === undefined || now < closesAt)
}

/** When the next session begins, as far as it is known. */
export const nextOpen = ({ session }: Book, now: Instant): Instant | undefined =>
  session?.opensAt !== undefined && now < session.opensAt ? session.opensAt : session?.nextOpensAt

/** True while market or an operator has halted the instrument, or compliance holds it. */
export const isHalted = ({ haltReason, holdReason, terms }: Book): boolean =>
  haltReason !== undefined || holdReason !== undefined || terms?.status === 'halted'

/** True while orders may match and stops trigger. */
export const mayTrade = (book: Book, now: Instant): boolean =>
  !isHalted(book) && book.terms?.status === 'active' && inSession(book, now)
