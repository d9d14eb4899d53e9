import { formatUnits } from '@filao/money'
import type { AssetView, SessionView } from '../http/asset.schemas'
import { decimalOrNull, timeOrNull } from '../http/fields.schemas'
import type { QuoteView as QuoteAnswer } from '../http/price.schemas'
import type { AssetView as AssetRows, QuoteView as QuoteRows } from './asset.queries'

/** An instrument as it is shown at an instant. */
export function assetView({ asset, session, halt }: AssetRows, now: Date): AssetView {
  const { partition: _, position: __, barOpenedAt: ___, providerSymbol: ____, ...shown } = asset
  return {
    ...shown,
    minOrderQuantity: formatUnits(asset.minOrderQuantity),
    maxOrderQuantity: decimalOrNull(asset.maxOrderQuantity),
    tickSize: formatUnits(asset.tickSize),
    lotSize: formatUnits(asset.lotSize),
    priceBandPercent: decimalOrNull(asset.priceBandPercent),
    marketCollarPercent: formatUnits(asset.marketCollarPercent),
    halted: halt?.halted ?? false,
    haltReason: halt?.halted ? halt.reason : null,
    session: session && sessionView(session, now),
    createdAt: asset.createdAt.toISOString(),
    updatedAt: asset.updatedAt.toISOString(),
  }
}

function sessionView(session: NonNullable<AssetRows['session']>, now: Date): SessionView {
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

/** What an instrument costs. An outside quote grows stale; the own book is as old as its last change. */
export function quoteView({ asset, session, halt, quote, day }: QuoteRows, now: Date): QuoteAnswer {
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
    stale: quote !== null && quote.source !== 'book' && ageMs! > asset.quoteAgeMsMax,
    halted: halt?.halted ?? false,
  }
}
