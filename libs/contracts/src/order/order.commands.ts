import { z } from 'zod'
import { command, contractSet, type MessageOf } from '../contract'
import { Currency, Day, Decimal, Id, Mode, Reason, Side, Symbol_, Time, Uuid } from '../fields'
import {
  AmendmentTerms,
  CloseNote,
  CloseReason,
  FeeSchedule,
  InstrumentTerms,
  OrderType,
  SelfTradePrevention,
  TimeInForce,
} from './order.fields'

const service = 'order'
const order = { routing: { subject: 'orderId', key: 'assetId' } } as const
const market = { routing: { subject: 'assetId', key: 'assetId' } } as const
const orderRef = { orderId: Id, assetId: Id }

/** Places an order. Everything that its decision needs stands here: terms, the fee schedule in force, who and for whom. */
export const PlaceOrder = command({
  service,
  name: 'PlaceOrder',
  ...order,
  fields: {
    ...orderRef,
    accountId: Id,
    userId: Id,
    mode: Mode,
    symbol: Symbol_,
    side: Side,
    orderType: OrderType,
    timeInForce: TimeInForce,
    quantity: Decimal,
    limitPrice: Decimal.optional(),
    stopPrice: Decimal.optional(),
    trailAmount: Decimal.optional(),
    trailPercent: Decimal.optional(),
    postOnly: z.boolean(),
    selfTradePrevention: SelfTradePrevention,
    clientOrderId: z.string().max(64).optional(),
    expiresAt: Time.optional(),
    fees: FeeSchedule,
  },
})
/** Wallet has reserved what the order may cost. */
export const ConfirmOrder = command({ service, name: 'ConfirmOrder', senders: ['wallet'], ...order, fields: orderRef })
/** Wallet has refused the reservation. */
export const RejectOrder = command({
  service,
  name: 'RejectOrder',
  senders: ['wallet'],
  ...order,
  fields: { ...orderRef, reason: Reason },
})
/** No answer of wallet came within 30 s. */
export const TimeOutPending = command({ service, name: 'TimeOutPending', ...order, fields: orderRef })
export const CancelOrder = command({
  service,
  name: 'CancelOrder',
  ...order,
  fields: { ...orderRef, accountId: Id.optional(), reason: CloseReason, note: CloseNote.optional() },
})
export const AmendOrder = command({
  service,
  name: 'AmendOrder',
  ...order,
  fields: { ...orderRef, accountId: Id, amendmentId: Uuid, ...AmendmentTerms },
})
export const ConfirmAmend = command({
  service,
  name: 'ConfirmAmend',
  senders: ['wallet'],
  ...order,
  fields: { ...orderRef, amendmentId: Uuid },
})
export const RejectAmend = command({
  service,
  name: 'RejectAmend',
  senders: ['wallet'],
  ...order,
  fields: { ...orderRef, amendmentId: Uuid, reason: Reason },
})
/** The order's own end: its `expiresAt` or its session's close. */
export const ExpireOrder = command({ service, name: 'ExpireOrder', ...order, fields: orderRef })
/** One leg of a trade has been settled in the wallet. */
export const RecordLegSettled = command({
  service,
  name: 'RecordLegSettled',
  senders: ['wallet'],
  ...order,
  fields: { ...orderRef, tradeId: Id, side: Side },
})
/** Cancels what an account has live, in every book of the partition that it is sent to. */
export const CancelAccountOrders = command({
  service,
  name: 'CancelAccountOrders',
  senders: ['wallet'],
  routing: { subject: 'accountId', key: 'accountId' },
  fields: { accountId: Id, reason: CloseReason },
})
export const HaltMarket = command({
  service,
  name: 'HaltMarket',
  ...market,
  fields: { assetId: Id, reason: z.string().min(1).max(100) },
})
export const ResumeMarket = command({ service, name: 'ResumeMarket', ...market, fields: { assetId: Id } })
/** Nothing matches until it is released, whatever an operator halts and resumes meanwhile. The reason is anybody's to read. */
export const HoldMarket = command({
  service,
  name: 'HoldMarket',
  senders: ['compliance'],
  ...market,
  fields: { assetId: Id, reason: z.string().min(1).max(100) },
})
export const ReleaseMarket = command({
  service,
  name: 'ReleaseMarket',
  senders: ['compliance'],
  ...market,
  fields: { assetId: Id },
})
/** The terms of an instrument, from market. Opens its book the first time. */
export const SetInstrument = command({
  service,
  name: 'SetInstrument',
  senders: ['market'],
  ...market,
  fields: { assetId: Id, symbol: Symbol_, quoteCurrency: Currency, terms: InstrumentTerms },
})
/** The trading session that an instrument is in, or the next one. Absent ends: always open. */
export const SetSession = command({
  service,
  name: 'SetSession',
  senders: ['market'],
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
/**
 * What an instrument costs outside, by which demo orders trade; live matching never hears of it. Older than `ageMsMax` it
 * decides nothing.
 */
export const ApplyQuote = command({
  service,
  name: 'ApplyQuote',
  senders: ['market'],
  ...market,
  fields: { assetId: Id, lastPrice: Decimal, asOf: Time, ageMsMax: z.number().int().positive() },
})
/** The rest of a large work on a book: a long match, a cascade of stops, a sweep. The service sends it to itself. */
export const ContinueBook = command({ service, name: 'ContinueBook', ...market, fields: { assetId: Id } })

export const orderCommands = contractSet([
  PlaceOrder,
  ConfirmOrder,
  RejectOrder,
  TimeOutPending,
  CancelOrder,
  AmendOrder,
  ConfirmAmend,
  RejectAmend,
  ExpireOrder,
  RecordLegSettled,
  CancelAccountOrders,
  HaltMarket,
  ResumeMarket,
  HoldMarket,
  ReleaseMarket,
  SetInstrument,
  SetSession,
  ApplyQuote,
  ContinueBook,
])
export type OrderCommand = MessageOf<(typeof orderCommands.contracts)[number]>
