import { z } from 'zod'
import { contractSet, event, type MessageOf } from '../contract'
import { AssetCode, Currency, Day, Decimal, ExchangeRate, Id, Mode, Reason, Side, Symbol_, Time, Uuid } from '../fields'
import {
  AmendmentTerms,
  ClosedStatus,
  CloseNote,
  CloseReason,
  FeeParts,
  InstrumentTerms,
  OrderType,
  SelfTradePrevention,
  TimeInForce,
  TopOfBook,
  TradeSide,
} from './order.fields'

const service = 'order'
const order = { routing: { subject: 'orderId', key: 'assetId' } } as const
const market = { routing: { subject: 'assetId', key: 'assetId' } } as const
const ownership = { accountId: Id, userId: Id }
const orderRef = { orderId: Id, assetId: Id, ...ownership }

/** Accepted, pending until wallet has reserved. The fee rate is frozen here. */
export const OrderPlaced = event({
  service,
  name: 'OrderPlaced',
  ...order,
  fields: {
    ...orderRef,
    mode: Mode,
    symbol: Symbol_,
    quoteCurrency: Currency,
    side: Side,
    orderType: OrderType,
    timeInForce: TimeInForce,
    quantity: Decimal,
    limitPrice: Decimal.optional(),
    stopPrice: Decimal.optional(),
    trailAmount: Decimal.optional(),
    trailPercent: Decimal.optional(),
    /** The price that a market or triggered stop order may not pass; rounded to the tick, towards the book. */
    protectionPrice: Decimal.optional(),
    /** The last trade that a trailing stop is counted from. */
    referencePrice: Decimal.optional(),
    postOnly: z.boolean(),
    selfTradePrevention: SelfTradePrevention,
    clientOrderId: z.string().max(64).optional(),
    expiresAt: Time.optional(),
    feeRate: Decimal,
    commissionRate: Decimal,
    feeMinimum: Decimal,
    feeVersion: z.number().int().nonnegative(),
    /** The shares in which each fee is told apart. */
    feeParts: FeeParts.optional(),
    /** By which the order's value found its tier, when the tiers are in another currency. */
    feeValuation: ExchangeRate.optional(),
    reservedAsset: AssetCode,
    reservedAmount: Decimal,
    /** Whole value in the quote currency that limits are judged by. */
    orderValue: Decimal,
  },
})
/** Refused before an order existed; no row. */
export const OrderRefused = event({
  service,
  name: 'OrderRefused',
  ...order,
  fields: { ...orderRef, symbol: Symbol_, side: Side, orderType: OrderType, quantity: Decimal, reason: Reason },
})
/** Funds are reserved: the order takes its place in the book. `priority` is this event's position. */
export const OrderOpened = event({
  service,
  name: 'OrderOpened',
  ...order,
  fields: { ...orderRef, priority: z.number().int().positive(), top: TopOfBook.optional() },
})
export const StopTriggered = event({
  service,
  name: 'StopTriggered',
  ...order,
  fields: { ...orderRef, lastPrice: Decimal, priority: z.number().int().positive(), top: TopOfBook.optional() },
})
export const TrailMoved = event({
  service,
  name: 'TrailMoved',
  ...order,
  fields: { ...orderRef, stopPrice: Decimal, referencePrice: Decimal, protectionPrice: Decimal },
})
/** A match, at the resting order's price. Both legs settle from what is reserved. */
export const TradeExecuted = event({
  service,
  name: 'TradeExecuted',
  routing: { subject: 'tradeId', key: 'assetId' },
  fields: {
    tradeId: Id,
    assetId: Id,
    symbol: Symbol_,
    quoteCurrency: Currency,
    mode: Mode,
    price: Decimal,
    quantity: Decimal,
    /** price × quantity, exact. */
    gross: Decimal,
    buy: TradeSide,
    sell: TradeSide,
    settlementDate: Day,
    contractNotes: z.object({ buy: z.string(), sell: z.string() }),
  },
})
/** The one closing fact. `legs` and `drawn` let wallet prove that every fill has been settled before it frees the rest. */
export const OrderClosed = event({
  service,
  name: 'OrderClosed',
  ...order,
  fields: {
    ...orderRef,
    status: ClosedStatus,
    reason: CloseReason,
    note: CloseNote.optional(),
    filledQuantity: Decimal,
    legs: z.number().int().nonnegative(),
    drawn: Decimal,
    /** False when wallet refused the order, so that nothing is to be released. */
    releases: z.boolean(),
    top: TopOfBook.optional(),
  },
})
/**
 * A demo order has traded, whole, at a price from outside. One leg, that of its account: no order stands against it, and
 * no live book has moved.
 */
export const QuoteFilled = event({
  service,
  name: 'QuoteFilled',
  routing: { subject: 'tradeId', key: 'assetId' },
  fields: {
    tradeId: Id,
    ...orderRef,
    symbol: Symbol_,
    quoteCurrency: Currency,
    side: Side,
    price: Decimal,
    quantity: Decimal,
    /** price × quantity, exact. */
    gross: Decimal,
    /** What the fill takes from the reservation. */
    draw: Decimal,
    /** The last price outside that it was filled by, and when that was. */
    lastPrice: Decimal,
    quotedAt: Time,
    settlementDate: Day,
    contractNote: z.string(),
  },
})
/** Demo orders wait for prices of the instrument from outside, or none does any longer. */
export const QuotesWanted = event({
  service,
  name: 'QuotesWanted',
  ...market,
  fields: { assetId: Id, wanted: z.boolean() },
})
/**
 * New terms in force. `priority` is set when the order lost its place; `release` is what the new terms free, 0 when they
 * only change how much a buy may add to a position.
 */
export const OrderAmended = event({
  service,
  name: 'OrderAmended',
  ...order,
  fields: {
    ...orderRef,
    amendmentId: Uuid,
    ...AmendmentTerms,
    reservedAmount: Decimal,
    protectionPrice: Decimal.optional(),
    release: Decimal.optional(),
    priority: z.number().int().positive().optional(),
    top: TopOfBook.optional(),
  },
})
/** More is to be reserved first; the old terms live meanwhile. */
export const AmendRequested = event({
  service,
  name: 'AmendRequested',
  ...order,
  fields: {
    ...orderRef,
    amendmentId: Uuid,
    ...AmendmentTerms,
    increment: Decimal,
    reservedAsset: AssetCode,
    /** Value of the increment in the quote currency, by which limits are judged. */
    value: Decimal,
    quoteCurrency: Currency,
  },
})
/** `retained` is an increment that wallet had reserved already; it stays with the order and is freed when that closes. */
export const AmendRefused = event({
  service,
  name: 'AmendRefused',
  ...order,
  fields: { ...orderRef, amendmentId: Uuid, reason: Reason, retained: Decimal.optional() },
})
export const ExecutionSettled = event({
  service,
  name: 'ExecutionSettled',
  ...order,
  fields: { ...orderRef, tradeId: Id, side: Side },
})
/** Both legs are settled: the clearing items of the trade can be closed. */
export const TradeSettled = event({
  service,
  name: 'TradeSettled',
  routing: { subject: 'tradeId', key: 'assetId' },
  fields: { tradeId: Id, assetId: Id, buyAccountId: Id, sellAccountId: Id },
})
export const MarketHalted = event({
  service,
  name: 'MarketHalted',
  ...market,
  fields: { assetId: Id, reason: z.string() },
})
export const MarketResumed = event({ service, name: 'MarketResumed', ...market, fields: { assetId: Id } })
/** Nothing matches, whether an operator has halted the market or not. */
export const MarketHeld = event({
  service,
  name: 'MarketHeld',
  ...market,
  fields: { assetId: Id, reason: z.string() },
})
export const MarketReleased = event({ service, name: 'MarketReleased', ...market, fields: { assetId: Id } })
export const InstrumentSet = event({
  service,
  name: 'InstrumentSet',
  ...market,
  fields: { assetId: Id, symbol: Symbol_, quoteCurrency: Currency, terms: InstrumentTerms },
})
export const SessionSet = event({
  service,
  name: 'SessionSet',
  ...market,
  fields: {
    assetId: Id,
    opensAt: Time.optional(),
    closesAt: Time.optional(),
    nextOpensAt: Time.optional(),
    previousClose: Decimal.optional(),
    settlementDate: Day,
  },
})
/** The book as it stands, said because the last word about it was held back. */
export const BookQuoted = event({ service, name: 'BookQuoted', ...market, fields: { assetId: Id, top: TopOfBook } })

export const orderEvents = contractSet([
  OrderPlaced,
  OrderRefused,
  OrderOpened,
  StopTriggered,
  TrailMoved,
  TradeExecuted,
  QuoteFilled,
  QuotesWanted,
  OrderClosed,
  OrderAmended,
  AmendRequested,
  AmendRefused,
  ExecutionSettled,
  TradeSettled,
  MarketHalted,
  MarketResumed,
  MarketHeld,
  MarketReleased,
  InstrumentSet,
  SessionSet,
  BookQuoted,
])
export type OrderEvent = MessageOf<(typeof orderEvents.contracts)[number]>
