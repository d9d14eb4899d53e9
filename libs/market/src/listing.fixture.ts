import type { MarketCommand } from '@filao/contracts'
import { fromTimestamp, makeId } from '@filao/kernel'
import { ONE } from '@filao/money'

/** An instrument as it may be listed. */
export const listing: Extract<MarketCommand, { type: 'ListAsset' }> = {
  type: 'ListAsset',
  assetId: makeId({ partition: 3, at: fromTimestamp('2026-11-09T06:00:00.000Z'), unique: 1n }),
  symbol: 'AAPL',
  name: 'Apple Inc.',
  issuer: { legalName: 'Apple Inc.', country: 'USA' },
  assetType: 'stock',
  exchange: 'NASDAQ',
  quoteCurrency: 'USD',
  isin: 'US0378331005',
  status: 'active',
  isTradable: true,
  isDemoTradable: true,
  minOrderQuantity: ONE,
  tickSize: ONE / 100n,
  lotSize: ONE,
  marketCollarPercent: 5n * ONE,
  quoteAgeMsMax: 45_000,
  calendarCode: 'SEM',
}
