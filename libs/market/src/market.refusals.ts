import type { Refusal } from '@filao/kernel'

/** Every reason for which market does not do something, with whether a later attempt may succeed. */
export const marketRefusals = {
  asset_unknown: false,
  instrument_unknown: false,
  provider_unavailable: true,
  already_listed: false,
  symbol_taken: false,
  isin_taken: false,
  isin_invalid: false,
  issuer_required: false,
  asset_delisted: false,
  quantity_limits_invalid: false,
  tick_invalid: false,
  lot_invalid: false,
  tick_ladder_invalid: false,
  notional_inexact: false,
  price_limits_invalid: false,
  quote_invalid: false,
  quote_crossed: false,
  bar_invalid: false,
  calendar_unknown: false,
  calendar_invalid: false,
  rate_invalid: false,
  same_currency: false,
  rate_in_future: false,
  rate_outdated: false,
  alert_unknown: false,
  alert_limit: true,
  condition_invalid: false,
  indicator_invalid: false,
  expires_at_not_allowed: false,
  price_unavailable: true,
  price_stale: true,
  watchlist_limit: false,
  watched_twice: false,
} as const

export type MarketRefusalCode = keyof typeof marketRefusals
export type MarketRefusal = Refusal<MarketRefusalCode, never>

export const refuse = (refused: MarketRefusalCode, detail?: Readonly<Record<string, string>>): MarketRefusal => ({
  refused,
  transient: marketRefusals[refused],
  ...(detail ? { detail } : {}),
})
