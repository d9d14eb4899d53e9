import { OrderStatus, OrderType, SelfTradePrevention, Side, TimeInForce } from '@filao/contracts'
import {
  countInput,
  DecimalString,
  pageOf,
  pageQuery,
  PlainText,
  SymbolString,
  TimeString,
  TimeTextInput,
} from '@filao/service'
import { z } from 'zod'

const ClientOrderId = z.string().min(1).max(64)

export const PlaceOrderBody = z
  .strictObject({
    symbol: SymbolString,
    side: Side,
    type: OrderType,
    timeInForce: TimeInForce.default('day'),
    quantity: DecimalString,
    accountId: z.uuid().optional(),
    limitPrice: DecimalString.optional(),
    stopPrice: DecimalString.optional(),
    trailAmount: DecimalString.optional(),
    trailPercent: DecimalString.optional(),
    postOnly: z.boolean().default(false),
    selfTradePrevention: SelfTradePrevention.default('cancel_newest'),
    clientOrderId: ClientOrderId.optional(),
    expiresAt: TimeTextInput.optional(),
  })
  .meta({
    id: 'PlaceOrder',
    examples: [
      { symbol: 'AAPL', side: 'buy', type: 'limit', timeInForce: 'gtc', quantity: '10', limitPrice: '189.25' },
    ],
  })
export type PlaceOrderBody = z.output<typeof PlaceOrderBody>

export const ReplaceOrderBody = z
  .strictObject({
    quantity: DecimalString.optional(),
    limitPrice: DecimalString.optional(),
    stopPrice: DecimalString.optional(),
    trailAmount: DecimalString.optional(),
    trailPercent: DecimalString.optional(),
  })
  .refine((body) => Object.values(body).some((value) => value !== undefined), { message: 'nothing is to be changed' })
  .meta({ id: 'ReplaceOrder' })
export type ReplaceOrderBody = z.output<typeof ReplaceOrderBody>

export const OrderView = z
  .object({
    id: z.uuid(),
    accountId: z.uuid(),
    clientOrderId: z.string().nullable(),
    symbol: SymbolString,
    side: Side,
    type: OrderType,
    timeInForce: TimeInForce,
    status: OrderStatus,
    quantity: DecimalString,
    filledQuantity: DecimalString,
    remainingQuantity: DecimalString,
    limitPrice: DecimalString.nullable(),
    stopPrice: DecimalString.nullable(),
    trailAmount: DecimalString.nullable(),
    trailPercent: DecimalString.nullable(),
    postOnly: z.boolean(),
    selfTradePrevention: SelfTradePrevention,
    averagePrice: DecimalString.nullable(),
    fees: DecimalString,
    reservedAmount: DecimalString,
    rejectionReason: z.string().nullable(),
    closeReason: z.string().nullable(),
    placedAt: TimeString,
    updatedAt: TimeString,
    closedAt: TimeString.nullable(),
    expiresAt: TimeString.nullable(),
    version: z.number().int(),
  })
  .meta({ id: 'Order' })
export type OrderView = z.output<typeof OrderView>

export const OrderList = pageOf(OrderView).meta({ id: 'OrderList' })
export type OrderList = z.output<typeof OrderList>

export const OrderQuery = z.strictObject({
  status: OrderStatus.optional(),
  symbol: SymbolString.optional(),
  accountId: z.uuid().optional(),
  ...pageQuery,
})
export type OrderQuery = z.output<typeof OrderQuery>

export const OrderPath = z.strictObject({ id: z.uuid() })
export type OrderPath = z.output<typeof OrderPath>

export const ClientOrderPath = z.strictObject({ clientOrderId: ClientOrderId })
export type ClientOrderPath = z.output<typeof ClientOrderPath>

export const ClientOrderQuery = z.strictObject({ accountId: z.uuid().optional() })
export type ClientOrderQuery = z.output<typeof ClientOrderQuery>

export const CancelAllQuery = z.strictObject({ symbol: SymbolString.optional(), accountId: z.uuid().optional() })
export type CancelAllQuery = z.output<typeof CancelAllQuery>

export const CancelOrderBody = z.strictObject({ reason: PlainText }).meta({ id: 'CancelOrder' })
export type CancelOrderBody = z.output<typeof CancelOrderBody>

export const CancelOutcomes = z
  .object({ items: z.array(z.object({ id: z.uuid(), outcome: z.string() })) })
  .meta({ id: 'CancelOutcomes' })
export type CancelOutcomes = z.output<typeof CancelOutcomes>

export const ExecutionView = z
  .object({
    id: z.string(),
    tradeId: z.uuid(),
    orderId: z.uuid(),
    symbol: SymbolString,
    side: Side,
    price: DecimalString,
    quantity: DecimalString,
    fee: DecimalString,
    liquidity: z.enum(['maker', 'taker']),
    contractNoteNumber: z.string(),
    settlementDate: z.string(),
    settledAt: TimeString.nullable(),
    executedAt: TimeString,
  })
  .meta({ id: 'Execution' })
export type ExecutionView = z.output<typeof ExecutionView>

export const ExecutionList = pageOf(ExecutionView).meta({ id: 'ExecutionList' })
export type ExecutionList = z.output<typeof ExecutionList>

export const ExecutionQuery = z.strictObject({
  orderId: z.uuid().optional(),
  symbol: SymbolString.optional(),
  accountId: z.uuid().optional(),
  ...pageQuery,
})
export type ExecutionQuery = z.output<typeof ExecutionQuery>

const BookLevel = z.tuple([DecimalString, DecimalString, z.number().int()])
export const BookView = z
  .object({ symbol: SymbolString, position: z.string(), bids: z.array(BookLevel), asks: z.array(BookLevel) })
  .meta({ id: 'Book' })
export type BookView = z.output<typeof BookView>

export const SymbolPath = z.strictObject({ symbol: SymbolString })
export type SymbolPath = z.output<typeof SymbolPath>

export const BookQuery = z.strictObject({ depth: countInput(500).prefault('20') })
export type BookQuery = z.output<typeof BookQuery>

export const HaltBody = z.strictObject({ reason: z.string().min(1).max(100) }).meta({ id: 'HaltMarket' })
export type HaltBody = z.output<typeof HaltBody>

export const MarketView = z
  .object({ symbol: SymbolString, state: z.enum(['open', 'halted']), haltReason: z.string().nullable() })
  .meta({ id: 'Market' })
export type MarketView = z.output<typeof MarketView>
