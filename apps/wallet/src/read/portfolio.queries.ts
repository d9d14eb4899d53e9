import type { Queryable, Row } from '@filao/engine'
import { partitionOf, toTimestamp, type Instant } from '@filao/kernel'
import {
  currencyScale,
  divideHalfUp,
  divideTo,
  formatUnits,
  multiply,
  ONE,
  readUnits,
  ZERO,
  type Units,
} from '@filao/money'
import type { ExchangeRates } from '@filao/service'
import type { HoldingView, PortfolioView, PositionView, WalletView } from '../http/wallet.schemas'
import { HOLDINGS, holdingView, type Owned } from './wallet.queries'

/** What an account holds, valued. */
export async function readPositions(
  db: Queryable,
  { accountId, userId }: Owned,
  now: Instant,
): Promise<readonly PositionView[]> {
  const { rows } = await db.query({
    name: 'read_holdings',
    text: HOLDINGS,
    values: [partitionOf(accountId), accountId, userId],
  })
  return rows.map((row) => ({ ...holdingView(row), ...valuation(row, now) }))
}

interface Price {
  readonly price: Units
  readonly at: Date
  readonly stale: boolean
}

/**
 * The price that a position is worth: of the own book for real money, from outside for paper money, which trades there.
 * Where the one is missing the other stands in. A price from outside that is too old is shown, and marked.
 */
function priceOf(row: Row, now: Instant): Price | undefined {
  const book = priced(row['price'], row['priced_at'])
  const outside = priced(row['feed_price'], row['feed_as_of'])
  const feed = outside && { ...outside, stale: now - outside.at.getTime() > (row['feed_age_ms_max'] as number) }
  return row['mode'] === 'demo' ? (feed ?? book) : (book ?? feed)
}

const priced = (price: unknown, at: unknown): Price | undefined =>
  typeof price === 'string' && at instanceof Date ? { price: readUnits(price), at, stale: false } : undefined

function valuation(row: Row, now: Instant): Omit<PositionView, keyof HoldingView> {
  const known = priceOf(row, now)
  if (!known) {
    return {
      currency: (row['currency'] as string | null) ?? null,
      price: null,
      priceAt: null,
      stale: false,
      value: null,
      unrealizedProfit: null,
      unrealizedPercent: null,
      state: 'unavailable',
    }
  }
  const { price, at, stale } = known
  const value = multiply(price, readUnits(row['quantity'] as string))
  const cost = readUnits(row['total_invested'] as string)
  return {
    currency: row['currency'] as string,
    price: formatUnits(price),
    priceAt: at.toISOString(),
    stale,
    value: formatUnits(value),
    unrealizedProfit: formatUnits(value - cost),
    unrealizedPercent: formatUnits(percentOf(value - cost, cost)),
    state: 'valued',
  }
}

const percentOf = (part: Units, whole: Units): Units => (whole === ZERO ? ZERO : divideHalfUp(part * 100n * ONE, whole))

/** What an account is worth in each of its currencies. A position without a price is counted, and adds nothing. */
export function totalsOf(cash: readonly WalletView[], positions: readonly PositionView[]): PortfolioView['totals'] {
  const currencies = [...cash, ...positions].flatMap(({ currency }) => currency ?? [])
  return [...new Set(currencies)].sort().map((currency) => {
    const sum = (amounts: readonly (string | null)[]): Units =>
      amounts.reduce((total, amount) => total + (amount === null ? ZERO : readUnits(amount)), ZERO)
    const held = positions.filter((position) => position.currency === currency)
    const money = sum(cash.filter((wallet) => wallet.currency === currency).map(({ total }) => total))
    const invested = sum(held.map(({ value }) => value))
    return {
      currency,
      cash: formatUnits(money),
      positions: formatUnits(invested),
      value: formatUnits(money + invested),
      unvalued: held.filter(({ state }) => state === 'unavailable').length,
      stale: held.some(({ stale }) => stale),
    }
  })
}

/**
 * All of it in one currency, with the rates that it was brought there by. Amounts of two currencies are never added
 * without one: where a rate is missing there is no sum.
 */
export function displayOf(
  totals: PortfolioView['totals'],
  currency: string,
  rates: Pick<ExchangeRates, 'between'>,
): NonNullable<PortfolioView['display']> {
  const told = totals
    .filter((total) => total.currency !== currency)
    .map((total) => ({ base: total.currency, known: rates.between(total.currency, currency) }))
  const missing = told.filter(({ known }) => !known).map(({ base }) => base)
  const value = totals.reduce((sum, total) => {
    const rate = total.currency === currency ? ONE : told.find(({ base }) => base === total.currency)?.known?.rate
    return sum + divideTo(readUnits(total.value) * (rate ?? ZERO), ONE, currencyScale(currency))
  }, ZERO)
  return {
    currency,
    value: missing.length > 0 ? null : formatUnits(value),
    missing,
    rates: told.flatMap(({ base, known }) =>
      known
        ? [
            {
              base,
              rate: formatUnits(known.rate),
              source: known.source,
              quotedAt: toTimestamp(known.quotedAt),
              stale: known.stale,
            },
          ]
        : [],
    ),
  }
}
