import type { Refusal } from '@filao/kernel'

/** Why market does not do something. */
export type MarketRefusalCode =
  | 'asset_unknown'
  | 'already_listed'
  | 'symbol_taken'
  | 'isin_taken'
  | 'isin_invalid'
  | 'asset_delisted'
  | 'quantity_limits_invalid'
  | 'tick_invalid'
  | 'lot_invalid'
  | 'tick_ladder_invalid'
  | 'notional_inexact'
  | 'price_limits_invalid'
  | 'quote_invalid'
  | 'quote_crossed'
  | 'bar_invalid'
  | 'calendar_unknown'
  | 'calendar_invalid'
  | 'rate_invalid'
  | 'same_currency'
  | 'rate_in_future'
  | 'rate_outdated'

export type MarketRefusal = Refusal<MarketRefusalCode, never>

/** No later attempt with the same content succeeds. */
export const refuse = (refused: MarketRefusalCode, detail?: Readonly<Record<string, string>>): MarketRefusal =>
  detail ? { refused, transient: false, detail } : { refused, transient: false }
