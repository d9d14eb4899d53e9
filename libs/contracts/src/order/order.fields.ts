import { z } from 'zod'
import { AssetType, Currency, Decimal, Exchange, Reason, Symbol_ } from '../fields'

export const OrderType = z.enum(['market', 'limit', 'stop_loss', 'stop_limit', 'trailing_stop'])
export const TimeInForce = z.enum(['day', 'gtc', 'ioc', 'fok'])
export const SelfTradePrevention = z.enum(['cancel_newest', 'cancel_oldest', 'cancel_both'])
export const OrderStatus = z.enum(['pending', 'open', 'partially_filled', 'filled', 'cancelled', 'rejected', 'expired'])
/** The statuses that an order can end in. */
export const ClosedStatus = z.enum(['filled', 'cancelled', 'rejected', 'expired'])
export const Liquidity = z.enum(['maker', 'taker'])
export const InstrumentStatus = z.enum(['active', 'halted', 'suspended', 'delisted'])
/** Why an order ended: a wallet's refusal, a rule of the book, or who asked for it. */
export const CloseReason = Reason
/** Why a person of staff cancelled it, in their words. */
export const CloseNote = z.string().min(1).max(500)

/**
 * The fees in force when an order is placed, frozen with it. The first tier whose `below` exceeds the order's whole
 * value in the quote currency holds; `commission` is the dealer's part of `rate`.
 */
export const FeeSchedule = z.object({
  /** Of the configuration; 0 is the default. */
  version: z.number().int().nonnegative(),
  minimum: Decimal,
  tiers: z.array(z.object({ below: Decimal.optional(), rate: Decimal, commission: Decimal })).min(1),
})
export type FeeSchedule = z.output<typeof FeeSchedule>

/** The fees of instruments: the first venue that fits, else the standard. */
export const FeeTable = z.strictObject({
  standard: FeeSchedule.omit({ version: true }).strict(),
  venues: z
    .array(
      z.strictObject({
        exchange: Exchange,
        assetTypes: z.array(AssetType).min(1),
        /** Of the instrument's quote currency, in which tiers and minimum are. */
        currency: Currency,
        schedule: FeeSchedule.omit({ version: true }).strict(),
      }),
    )
    .max(50),
})
export type FeeTable = z.output<typeof FeeTable>

/** What may be traded how: tick, lot, limits, bands. Percentages as numbers of percent (`5` = 5 %). */
export const InstrumentTerms = z.object({
  status: InstrumentStatus,
  /** By which the fees are told; a book that was opened before they travelled has neither. */
  exchange: Exchange.optional(),
  assetType: AssetType.optional(),
  isTradable: z.boolean(),
  isDemoTradable: z.boolean(),
  tickSize: Decimal,
  /** Ascending; the first rung whose `below` exceeds the price gives the tick, else `tickSize`. */
  tickLadder: z.array(z.object({ below: Decimal, tick: Decimal })).optional(),
  lotSize: Decimal,
  minOrderQuantity: Decimal,
  maxOrderQuantity: Decimal.optional(),
  priceBandPercent: Decimal.optional(),
  marketCollarPercent: Decimal,
})
export type InstrumentTerms = z.output<typeof InstrumentTerms>

/** What an amendment may change. */
export const AmendmentTerms = {
  quantity: Decimal.optional(),
  limitPrice: Decimal.optional(),
  stopPrice: Decimal.optional(),
  trailAmount: Decimal.optional(),
  trailPercent: Decimal.optional(),
}

/**
 * Best bid and offer of a book after an event, with its last trade. An event carries it when market is to be told: the
 * book has changed and the last word about it is long enough ago.
 */
export const TopOfBook = z.object({
  symbol: Symbol_,
  bid: Decimal.optional(),
  bidSize: Decimal.optional(),
  ask: Decimal.optional(),
  askSize: Decimal.optional(),
  lastPrice: Decimal.optional(),
  lastSize: Decimal.optional(),
  /** Highest and lowest trade since market was told last; absent when `lastPrice` is both. */
  high: Decimal.optional(),
  low: Decimal.optional(),
})
export type TopOfBook = z.output<typeof TopOfBook>

/** Side of a trade as its two accounts see it. Nothing that a client sees names the other side. */
export const TradeSide = z.object({
  orderId: z.string(),
  accountId: z.string(),
  userId: z.string(),
  liquidity: Liquidity,
  /** What the fill takes from the reservation: fill × reserved price + its fee (buy), the quantity (sell). */
  draw: Decimal,
  commission: Decimal,
  fees: Decimal,
  /** What is left of the order after this fill. */
  remaining: Decimal,
})
export type TradeSide = z.output<typeof TradeSide>
