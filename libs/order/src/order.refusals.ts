import type { Refusal } from '@filao/kernel'
import type { OrderEvent } from './order.events'

/** Every reason for which an order command is refused, with whether a later attempt may succeed. */
export const orderRefusals = {
  instrument_unknown: false,
  instrument_not_tradable: false,
  instrument_halted: true,
  market_closed: true,
  no_liquidity: true,
  price_stale: true,
  price_unavailable: true,
  price_outside_band: false,
  quantity_below_min: false,
  quantity_above_max: false,
  quantity_not_lot_multiple: false,
  price_not_tick_multiple: false,
  limit_price_required: false,
  stop_price_required: false,
  trail_required: false,
  price_not_allowed: false,
  time_in_force_not_allowed: false,
  post_only_not_allowed: false,
  expires_at_not_allowed: false,
  amount_out_of_range: false,
  open_order_limit: true,
  client_order_id_in_use: false,
  order_not_found: false,
  not_open: true,
  already_closed: false,
  amend_in_flight: true,
  quantity_below_filled: false,
  would_take: true,
  listing_rule_broken: false,
} as const

export type OrderRefusalCode = keyof typeof orderRefusals
export type OrderRefusal = Refusal<OrderRefusalCode, OrderEvent>

export const refuse = (refused: OrderRefusalCode, detail?: Readonly<Record<string, string>>): OrderRefusal => ({
  refused,
  transient: orderRefusals[refused],
  ...(detail ? { detail } : {}),
})
