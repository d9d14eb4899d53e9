import type { Instant } from '@filao/kernel'
import type { Units } from '@filao/money'
import type { Book } from './book.state'
import type { Side } from './row.state'

/** The last price from outside, if it is young enough to decide anything; else why not. */
export function feedPrice({ feed }: Book, now: Instant): Units | 'price_unavailable' | 'price_stale' {
  if (!feed) return 'price_unavailable'
  return now - feed.asOf <= feed.ageMsMax ? feed.lastPrice : 'price_stale'
}

/** True when the price outside is at a limit, or better. */
export function isReached(
  book: Book,
  side: Side,
  { limit, now }: { readonly limit: Units; readonly now: Instant },
): boolean {
  const last = feedPrice(book, now)
  if (typeof last === 'string') return false
  return side === 'buy' ? last <= limit : last >= limit
}
