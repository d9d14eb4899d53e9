import type { Refusal } from '@filao/kernel'

/** Every reason for which market does not do something. No later attempt with the same content succeeds. */
export const marketRefusals = {
  asset_unknown: false,
  already_listed: false,
  symbol_taken: false,
  isin_taken: false,
  isin_invalid: false,
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
} as const

export type MarketRefusalCode = keyof typeof marketRefusals
export type MarketRefusal = Refusal<MarketRefusalCode, never>

export const refuse = (refused: MarketRefusalCode, detail?: Readonly<Record<string, string>>): MarketRefusal => ({
  refused,
  transient: marketRefusals[refused],
  ...(detail ? { detail } : {}),
})
