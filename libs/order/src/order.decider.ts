import { never, type Instant, type Moment } from '@filao/kernel'
import { amend, confirmAmend, rejectAmend } from './amending.decider'
import type { Book } from './book.state'
import {
  cancel,
  cancelAccount,
  expire,
  PENDING_MS_MAX,
  reject,
  timeOut,
  WORK_MAX,
  type OrderDecision,
} from './closing.decider'
import { applyQuote } from './demo.decider'
import type { OrderCommand } from './order.commands'
import { confirm, place } from './placing.decider'
import { isLive } from './row.state'
import { awaitedInstrument, halt, hold, release, resume, setInstrument, setSession } from './sessions.decider'
import { recordLegSettled } from './settling.decider'
import { continueBook, isQuoteDue, isUnfinished, isWantingUntold } from './stops.decider'

/** An empty list means: done before, or ignored because the order is not in that state any more. */
export function decide(command: OrderCommand, book: Book, at: Moment): OrderDecision {
  switch (command.type) {
    case 'PlaceOrder':
      return place(command, book, at)
    case 'ConfirmOrder':
      return confirm(command, book, at)
    case 'RejectOrder':
      return reject(command, book, at)
    case 'TimeOutPending':
      return timeOut(command, book, at)
    case 'CancelOrder':
      return cancel(command, book, at)
    case 'AmendOrder':
      return amend(command, book, at)
    case 'ConfirmAmend':
      return confirmAmend(command, book, at)
    case 'RejectAmend':
      return rejectAmend(command, book)
    case 'ExpireOrder':
      return expire(command, book, at)
    case 'RecordLegSettled':
      return recordLegSettled(command, book)
    case 'CancelAccountOrders':
      return cancelAccount(command, book, at)
    case 'HaltMarket':
      return halt(command, book)
    case 'ResumeMarket':
      return resume(command, book)
    case 'HoldMarket':
      return hold(command, book)
    case 'ReleaseMarket':
      return release(command, book)
    case 'SetInstrument':
      return setInstrument(command, book)
    case 'SetSession':
      return setSession(command, book)
    case 'ApplyQuote':
      return applyQuote(command, book, at)
    case 'ContinueBook':
      return continueBook(book, at)
    default:
      return never(command)
  }
}

/** An account's orders may be in any book: those that hold one of them are concerned. */
export const spread = (
  command: OrderCommand,
  books: Iterable<readonly [string, Book]>,
): readonly string[] | undefined =>
  command.type === 'CancelAccountOrders'
    ? [...books].flatMap(([assetId, book]) => (book.liveByAccount.has(command.accountId) ? [assetId] : []))
    : undefined

/** The rest of a large work, by the time of the last event. */
export const continuation = (book: Book): OrderCommand | undefined =>
  isUnfinished(book, book.now) ? { type: 'ContinueBook', assetId: book.assetId } : undefined

/**
 * What time alone brings about: wallet's silence, the end of orders, stops that a session's end held up, old quotes,
 * demo orders of which market is to be told, ticks and lots that waited for orders which have ended.
 */
export function overdue(book: Book, now: Instant): readonly OrderCommand[] {
  const { assetId } = book
  const commands: OrderCommand[] = []
  for (const { orderId, placedAt } of book.pending.values()) {
    if (now < placedAt + PENDING_MS_MAX || commands.length >= WORK_MAX) break
    commands.push({ type: 'TimeOutPending', orderId, assetId })
  }
  for (const orderId of expiredOrders(book, now)) commands.push({ type: 'ExpireOrder', orderId, assetId })
  if (isUnfinished(book, now) || isWantingUntold(book) || isQuoteDue(book, now))
    commands.push({ type: 'ContinueBook', assetId })
  const awaited = awaitedInstrument(book)
  if (awaited) commands.push(awaited)
  return commands
}

/** Looks at the orders only when one can be due, and remembers when the next one can. */
function expiredOrders(book: Book, now: Instant): string[] {
  const due: string[] = []
  if (now < book.nextExpiryAt) return due
  book.nextExpiryAt = Infinity
  for (const order of book.orders.values()) {
    const { orderId, expiresAt } = order
    if (expiresAt === undefined || !isLive(order)) continue
    if (expiresAt <= now && due.length < WORK_MAX) due.push(orderId)
    if (expiresAt < book.nextExpiryAt) book.nextExpiryAt = expiresAt
  }
  return due
}
