import { formatUnits } from '@filao/money'
import type { AssetView, SessionView } from '../http/asset.schemas'
import { decimalOrNull, timeOrNull } from '../http/fields.schemas'
import type { QuoteView as QuoteAnswer } from '../http/price.schemas'
import type { AssetView as AssetRows, QuoteView as QuoteRows } from './asset.queries'

/** An instrument as it is shown at an instant. */
export function assetView({ asset, session, halt }: AssetRows, now: Date): AssetView {
  const { partition: _, position: __, barOpenedAt: ___, providerSymbol: ____, ...row } = asset
  const { issuerName, issuerCountry, ...shown } = row
  return {
    ...shown,
    issuer: issuerName === null || issuerCountry === null ? null : { legalName: issuerName, country: issuerCountry },
    minOrderQuantity: formatUnits(asset.minOrderQuantity),
    maxOrderQuantity: decimalOrNull(asset.maxOrderQuantity),
    tickSize: formatUnits(asset.tickSize),
    lotSize: formatUnits(asset.lotSize),
    priceBandPercent: decimalOrNull(asset.priceBandPercent),
    marketCollarPercent: formatUnits(asset.marketCollarPercent),
    halted: isHalted(halt),
    haltReason: (halt?.halted ? halt.reason : halt?.holdReason) ?? null,
    session: session && sessionView(session, now),
    createdAt: asset.createdAt.toISOString(),
    updatedAt: asset.updatedAt.toISOString(),
  }
}

const isHalted = (halt: AssetRows['halt']): boolean => halt !== null && (halt.halted || halt.holdReason !== null)

/** The session of an instrument as it is shown at an instant. */
export function sessionView(session: NonNullable<AssetRows['session']>, now: Date): SessionView {
  const { opensAt, closesAt, nextOpensAt, day, settlementDate, previousClose } = session
  return {
    open: (opensAt === null || opensAt <= now) && (closesAt === null || now < closesAt),
    day,
    opensAt: timeOrNull(opensAt),
    closesAt: timeOrNull(closesAt),
    nextOpensAt: timeOrNull(nextOpensAt),
    previousClose: decimalOrNull(previousClose),
    settlementDate,
  }
}

/**
 * What an instrument costs: on the own book where it has ever traded there, else outside. An outside quote grows stale;
 * the own book is as old as its last change.
 */
export function quoteView({ asset, session, halt, book, feed, day }: QuoteRows, now: Date): QuoteAnswer {
  const quote = (book?.lastPrice ?? null) === null ? (feed ?? book) : book
  const ageMs = quote && Math.max(0, now.getTime() - quote.asOf.getTime())
  return {
    symbol: asset.symbol,
    currency: asset.quoteCurrency,
    unavailable: quote === null,
    bid: decimalOrNull(quote?.bid),
    bidSize: decimalOrNull(quote?.bidSize),
    ask: decimalOrNull(quote?.ask),
    askSize: decimalOrNull(quote?.askSize),
    last: decimalOrNull(quote?.lastPrice),
    lastSize: decimalOrNull(quote?.lastSize),
    open: decimalOrNull(quote?.open),
    high: decimalOrNull(quote?.high),
    low: decimalOrNull(quote?.low),
    previousClose: decimalOrNull(session?.previousClose),
    volume: decimalOrNull(day?.volume ?? 0n),
    source: quote?.source ?? null,
    asOf: timeOrNull(quote?.asOf),
    receivedAt: timeOrNull(quote?.receivedAt),
    ageMs,
    stale: quote !== null && isStale(quote, asset, now),
    halted: isHalted(halt),
    feed: feed && feedView(feed, asset, now),
  }
}

type FeedRow = NonNullable<QuoteRows['feed']>

/** What demo orders trade at, and whether it is too old for that. */
const feedView = (feed: FeedRow, asset: AssetRows['asset'], now: Date): QuoteAnswer['feed'] => ({
  bid: decimalOrNull(feed.bid),
  ask: decimalOrNull(feed.ask),
  last: decimalOrNull(feed.lastPrice),
  source: feed.source,
  asOf: feed.asOf.toISOString(),
  stale: isStale(feed, asset, now),
})

const isStale = ({ source, asOf }: FeedRow, { quoteAgeMsMax }: AssetRows['asset'], now: Date): boolean =>
  source !== 'book' && now.getTime() - asOf.getTime() > quoteAgeMsMax
