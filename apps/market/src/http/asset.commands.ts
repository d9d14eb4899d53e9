import type { MarketCommand } from '@filao/contracts'
import type { Id } from '@filao/kernel'
import type { ListAssetBody } from './asset.schemas'

/** Prices on SEM may be 15 minutes old, elsewhere 45 seconds. */
const QUOTE_AGE_MS_MAX_SEM = 900_000
const QUOTE_AGE_MS_MAX = 45_000

/** The command of a listing, with the defaults that depend on the venue. */
export const listingOf = (assetId: Id, body: ListAssetBody): Extract<MarketCommand, { type: 'ListAsset' }> => ({
  type: 'ListAsset',
  assetId,
  ...body,
  quoteAgeMsMax: body.quoteAgeMsMax ?? (body.exchange === 'SEM' ? QUOTE_AGE_MS_MAX_SEM : QUOTE_AGE_MS_MAX),
  calendarCode: body.calendarCode ?? body.exchange,
})
