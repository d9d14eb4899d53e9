import type { InstrumentTerms } from '@filao/contracts'
import { assert } from '@filao/kernel'
import { ONE, type Units } from '@filao/money'
import type { Book } from './book.state'
import type { OrderDecision } from './closing.decider'
import type { HaltMarket, HoldMarket, ReleaseMarket, ResumeMarket, SetInstrument, SetSession } from './order.commands'
import { refuse } from './order.refusals'
import { bookPrice, isLive } from './row.state'

export function halt({ assetId, reason }: HaltMarket, book: Book): OrderDecision {
  return book.haltReason === undefined ? [{ type: 'MarketHalted', assetId, reason }] : []
}

export function resume({ assetId }: ResumeMarket, book: Book): OrderDecision {
  return book.haltReason === undefined ? [] : [{ type: 'MarketResumed', assetId }]
}

/** What compliance holds stands beside an operator's halt, so that neither ends the other's. */
export function hold({ assetId, reason }: HoldMarket, book: Book): OrderDecision {
  return book.holdReason === undefined ? [{ type: 'MarketHeld', assetId, reason }] : []
}

export function release({ assetId }: ReleaseMarket, book: Book): OrderDecision {
  return book.holdReason === undefined ? [] : [{ type: 'MarketReleased', assetId }]
}

/** Ticks and lots that a live order would not trade exactly on wait for its end; a suspension waits for nothing. */
export function setInstrument(command: SetInstrument, book: Book): OrderDecision {
  const { symbol, quoteCurrency } = command
  if (!keepsListingRule(command.terms)) return refuse('listing_rule_broken')
  const terms = termsInForce(command.terms, book)
  const before = { symbol: book.symbol, quoteCurrency: book.quoteCurrency, terms: book.terms }
  return isSame(before, { symbol, quoteCurrency, terms }) ? [] : [{ ...command, type: 'InstrumentSet', terms }]
}

/** Puts the ticks and lots in force that have waited for their orders; undefined while they wait, and when none do. */
export function awaitedInstrument({ assetId, symbol, quoteCurrency, ...book }: Book): SetInstrument | undefined {
  if (book.terms?.awaited === undefined) return undefined
  assert(symbol !== undefined && quoteCurrency !== undefined, 'a book with terms has a symbol and a currency')
  const { awaited, tickLadder: _, ...rest } = book.terms
  const terms = { ...rest, ...awaited }
  return isExactFor(book, terms) ? { type: 'SetInstrument', assetId, symbol, quoteCurrency, terms } : undefined
}

export function setSession(command: SetSession, book: Book): OrderDecision {
  const { type: _, assetId: __, ...session } = command
  return isSame(book.session, session) ? [] : [{ ...command, type: 'SessionSet' }]
}

/** Every tick × every lot is a multiple of 10⁻⁸, so that a notional is exact. */
const keepsListingRule = (terms: InstrumentTerms): boolean =>
  terms.lotSize > 0n && ticksOf(terms).every((tick) => tick > 0n && isExact(tick, terms.lotSize))

/** So it must be too where an order of old ticks and lots, whichever they were, meets one of the new. */
function isExactFor({ orders }: Pick<Book, 'orders'>, terms: InstrumentTerms): boolean {
  const ticks = ticksOf(terms)
  return [...orders.values()].every((order) => {
    if (!isLive(order)) return true
    const { quantity, filledQuantity } = order
    return (
      isExact(bookPrice(order), terms.lotSize) &&
      ticks.every((tick) => isExact(tick, quantity) && isExact(tick, filledQuantity))
    )
  })
}

function termsInForce(wanted: InstrumentTerms, book: Book): InstrumentTerms {
  if (isExactFor(book, wanted)) return wanted
  assert(book.terms !== undefined, 'a book with orders has terms')
  return { ...wanted, ...stepsOf(book.terms), awaited: stepsOf(wanted) }
}

const stepsOf = ({ tickSize, tickLadder, lotSize }: InstrumentTerms): NonNullable<InstrumentTerms['awaited']> => ({
  tickSize,
  tickLadder,
  lotSize,
})

const ticksOf = ({ tickSize, tickLadder = [] }: InstrumentTerms): readonly Units[] => [
  tickSize,
  ...tickLadder.map(({ tick }) => tick),
]

const isExact = (a: Units, b: Units): boolean => (a * b) % ONE === 0n

/** Compared as text: terms are small, and change a few times a day. Absent and undefined are the same. */
const isSame = (a: unknown, b: unknown): boolean => text(a) === text(b)
const text = (value: unknown): string =>
  JSON.stringify(value, (_, member: unknown) => (typeof member === 'bigint' ? `${member}n` : sorted(member))) ?? ''
const sorted = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value
