import { z } from 'zod'
import { AssetType, Currency, Decimal, Exchange, ExchangeRate, Reason, Symbol_ } from '../fields'

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

/** Whose a fee is: the dealer's commission, and what is passed on. As rates, as shares or as amounts. */
export const FeeParts = z.object({ commission: Decimal, exchange: Decimal, regulator: Decimal, depository: Decimal })
export type FeeParts = z.output<typeof FeeParts>
/** What is passed on of the fee of a fill: its `fees`, by who gets it. */
export const Levies = FeeParts.omit({ commission: true })
export type Levies = z.output<typeof Levies>

/** What orders up to a value pay. `commission` is the dealer's part of `rate`. */
export const FeeTier = z.object({
  below: Decimal.optional(),
  rate: Decimal,
  commission: Decimal,
  /** In place of the schedule's; alone, with a rate of 0, a flat fee. */
  minimum: Decimal.optional(),
  /** What the rate is made of, or of a flat fee the minimum; absent when all that is not commission is not told apart. */
  parts: FeeParts.optional(),
})
export type FeeTier = z.output<typeof FeeTier>

/** The fees in force when an order is placed, frozen with it. The first tier whose `below` exceeds its whole value holds. */
export const FeeSchedule = z.object({
  /** Of the configuration; 0 is the default. */
  version: z.number().int().nonnegative(),
  minimum: Decimal,
  tiers: z.array(FeeTier).min(1),
  /** In which tiers and minimums are; absent: in the quote currency. */
  currency: Currency.optional(),
  /** Of the quote currency in that one, when they differ; absent: nobody knows it. */
  valuation: ExchangeRate.optional(),
})
export type FeeSchedule = z.output<typeof FeeSchedule>

/** A schedule as two people set it. */
const FeeSetting = z.strictObject({
  minimum: Decimal,
  tiers: z.array(FeeTier.strict().refine(isWhole, { path: ['parts'] })).min(1),
})

/** True when the parts of a tier are all of its rate, or of its flat fee. */
function isWhole({ rate, minimum = 0n, commission, parts }: FeeTier): boolean {
  if (commission > rate) return false
  if (!parts) return true
  const whole = parts.commission + parts.exchange + parts.regulator + parts.depository
  return rate === 0n ? whole === minimum : whole === rate && parts.commission === commission
}

/** The fees of instruments: the first venue that fits, else the standard. */
export const FeeTable = z.strictObject({
  standard: FeeSetting,
  venues: z
    .array(
      z.strictObject({
        exchange: Exchange,
        assetTypes: z.array(AssetType).min(1),
        /** In which tiers and minimums are; orders in another are judged by their value in this one. */
        currency: Currency,
        schedule: FeeSetting,
      }),
    )
    .max(50),
})
export type FeeTable = z.output<typeof FeeTable>

/** What may be traded how: tick, lot, limits, bands. Percentages as numbers of percent (`5` = 5 %). */
const steps = {
  tickSize: Decimal,
  /** Ascending; the first rung whose `below` exceeds the price gives the tick, else `tickSize`. */
  tickLadder: z.array(z.object({ below: Decimal, tick: Decimal })).optional(),
  lotSize: Decimal,
}
export const InstrumentTerms = z.object({
  status: InstrumentStatus,
  /** By which the fees are told, with the type. */
  exchange: Exchange,
  assetType: AssetType,
  isTradable: z.boolean(),
  isDemoTradable: z.boolean(),
  ...steps,
  /** Said by order: what comes into force instead when the live orders that would not trade exactly on it have ended. */
  awaited: z.object(steps).optional(),
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
  levies: Levies.optional(),
  /** What is left of the order after this fill. */
  remaining: Decimal,
})
export type TradeSide = z.output<typeof TradeSide>
