import type { InstrumentTerms } from '@filao/contracts'
import type { Instant } from '@filao/kernel'
import { formatUnits, type Units } from '@filao/money'
import type { Book } from './book.state'
import type { PlaceOrder } from './order.commands'
import type { OrderRefusalCode } from './order.refusals'
import { raisedBy, tickAt } from './tick.state'

/** The longest life of an order: 90 days. */
export const ORDER_LIFE_MS_MAX = 90 * 86_400_000
const PERCENT_100 = 10_000_000_000n

type Form = Pick<
  PlaceOrder,
  'orderType' | 'timeInForce' | 'limitPrice' | 'stopPrice' | 'trailAmount' | 'trailPercent' | 'postOnly' | 'expiresAt'
>

/** Which prices a type needs; the others are not allowed. */
const NEEDS = {
  market: { limit: false, stop: false, trail: false, timesInForce: ['day', 'ioc', 'fok'] },
  limit: { limit: true, stop: false, trail: false, timesInForce: ['day', 'gtc', 'ioc', 'fok'] },
  stop_loss: { limit: false, stop: true, trail: false, timesInForce: ['day', 'gtc'] },
  stop_limit: { limit: true, stop: true, trail: false, timesInForce: ['day', 'gtc'] },
  trailing_stop: { limit: false, stop: false, trail: true, timesInForce: ['day', 'gtc'] },
} as const satisfies Record<PlaceOrder['orderType'], unknown>

/** What is wrong with an order whatever the market does. */
export function wrongForm(form: Form, now: Instant): OrderRefusalCode | undefined {
  const needs = NEEDS[form.orderType]
  const { limitPrice, stopPrice, timeInForce, postOnly, expiresAt } = form
  if (needs.limit && !limitPrice) return 'limit_price_required'
  if (needs.stop && !stopPrice) return 'stop_price_required'
  if (needs.trail && !hasTrail(form)) return 'trail_required'
  if (!needs.limit && limitPrice !== undefined) return 'price_not_allowed'
  if (!needs.stop && stopPrice !== undefined) return 'price_not_allowed'
  if (!needs.trail && (form.trailAmount !== undefined || form.trailPercent !== undefined)) return 'price_not_allowed'
  if (!(needs.timesInForce as readonly string[]).includes(timeInForce)) return 'time_in_force_not_allowed'
  if (postOnly && (form.orderType !== 'limit' || (timeInForce !== 'day' && timeInForce !== 'gtc')))
    return 'post_only_not_allowed'
  if (expiresAt === undefined) return undefined
  const allowed = timeInForce === 'gtc' && expiresAt > now && expiresAt <= now + ORDER_LIFE_MS_MAX
  return allowed ? undefined : 'expires_at_not_allowed'
}

/** Exactly one of the two, more than nothing, less than all. */
function hasTrail({ trailAmount, trailPercent }: Form): boolean {
  if (trailAmount !== undefined) return trailPercent === undefined && trailAmount > 0n
  return trailPercent !== undefined && trailPercent > 0n && trailPercent < PERCENT_100
}

export function wrongQuantity(quantity: Units, terms: InstrumentTerms): OrderRefusalCode | undefined {
  if (quantity === 0n || quantity < terms.minOrderQuantity) return 'quantity_below_min'
  if (terms.maxOrderQuantity !== undefined && quantity > terms.maxOrderQuantity) return 'quantity_above_max'
  return quantity % terms.lotSize === 0n ? undefined : 'quantity_not_lot_multiple'
}

/** What is wrong with a limit or stop price: off the tick, or outside the band around the previous close. */
export function wrongPrice(price: Units | undefined, { terms, session }: Book): OrderRefusalCode | undefined {
  if (price === undefined || !terms) return undefined
  if (price === 0n || price % tickAt(price, terms) !== 0n) return 'price_not_tick_multiple'
  const { priceBandPercent } = terms
  const previousClose = session?.previousClose
  if (priceBandPercent === undefined || previousClose === undefined) return undefined
  const lowest = 2n * previousClose - raisedBy(previousClose, priceBandPercent)
  return price < lowest || price > raisedBy(previousClose, priceBandPercent) ? 'price_outside_band' : undefined
}

/** Of an order's two prices the one that a refusal is about, by its name; undefined when it is about neither. */
export function refusedPrice(
  code: OrderRefusalCode,
  { limitPrice, stopPrice }: Pick<Form, 'limitPrice' | 'stopPrice'>,
  book: Book,
): Record<string, string> | undefined {
  if (limitPrice !== undefined && wrongPrice(limitPrice, book) === code) return { limitPrice: formatUnits(limitPrice) }
  if (stopPrice !== undefined && wrongPrice(stopPrice, book) === code) return { stopPrice: formatUnits(stopPrice) }
  return undefined
}
