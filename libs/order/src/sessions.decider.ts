import { ONE, type Units } from '@filao/money'
import type { InstrumentTerms } from '@filao/contracts'
import type { Book } from './book.state'
import type { OrderDecision } from './closing.decider'
import type { HaltMarket, HoldMarket, ReleaseMarket, ResumeMarket, SetInstrument, SetSession } from './order.commands'
import { refuse } from './order.refusals'

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

export function setInstrument(command: SetInstrument, book: Book): OrderDecision {
  const { symbol, quoteCurrency, terms } = command
  const before = { symbol: book.symbol, quoteCurrency: book.quoteCurrency, terms: book.terms }
  if (isSame(before, { symbol, quoteCurrency, terms })) return []
  if (!keepsListingRule(terms, book)) return refuse('listing_rule_broken')
  return [{ ...command, type: 'InstrumentSet' }]
}

export function setSession(command: SetSession, book: Book): OrderDecision {
  const { type: _, assetId: __, ...session } = command
  return isSame(book.session, session) ? [] : [{ ...command, type: 'SessionSet' }]
}

/**
 * Every tick × every lot is a multiple of 10⁻⁸, so that a notional is exact. While orders live, those of the old terms
 * count too: an order of the old lot may meet one of the new tick.
 */
function keepsListingRule(terms: InstrumentTerms, book: Book): boolean {
  const all = book.terms && book.liveByAccount.size > 0 ? [terms, book.terms] : [terms]
  const ticks = all.flatMap(({ tickSize, tickLadder = [] }) => [tickSize, ...tickLadder.map(({ tick }) => tick)])
  const lots: Units[] = all.map(({ lotSize }) => lotSize)
  return ticks.every((tick) => tick > 0n && lots.every((lot) => lot > 0n && (tick * lot) % ONE === 0n))
}

/** Compared as text: terms are small, and change a few times a day. Absent and undefined are the same. */
const isSame = (a: unknown, b: unknown): boolean => text(a) === text(b)
const text = (value: unknown): string =>
  JSON.stringify(value, (_, member: unknown) => (typeof member === 'bigint' ? `${member}n` : sorted(member))) ?? ''
const sorted = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value
