import { OrderStatus, OrderType, SelfTradePrevention, Side, TimeInForce } from '@filao/contracts'
import { DecimalString } from '@filao/service'
import { z } from 'zod'

const SymbolName = z.string().regex(/^[A-Z0-9._-]{1,32}$/)
const ClientOrderId = z.string().min(1).max(64)
const Timestamp = z.iso.datetime({ precision: 3 })

export const PlaceOrderBody = z
  .strictObject({
    symbol: SymbolName,
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
    expiresAt: Timestamp.optional(),
  })
  .meta({ id: 'PlaceOrder' })
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
    symbol: SymbolName,
    side: Side,
    type: OrderType,
    timeInForce: TimeInForce,
    status: OrderStatus,
    quantity: z.string(),
    filledQuantity: z.string(),
    remainingQuantity: z.string(),
    limitPrice: z.string().nullable(),
    stopPrice: z.string().nullable(),
    trailAmount: z.string().nullable(),
    trailPercent: z.string().nullable(),
    postOnly: z.boolean(),
    selfTradePrevention: SelfTradePrevention,
    averagePrice: z.string().nullable(),
    fees: z.string(),
    reservedAmount: z.string(),
    rejectionReason: z.string().nullable(),
    closeReason: z.string().nullable(),
    placedAt: Timestamp,
    updatedAt: Timestamp,
    closedAt: Timestamp.nullable(),
    expiresAt: Timestamp.nullable(),
    version: z.number().int(),
  })
  .meta({ id: 'Order' })
export type OrderView = z.output<typeof OrderView>

export const OrderList = z.object({ items: z.array(OrderView), next: z.string().nullable() }).meta({ id: 'OrderList' })
export type OrderList = z.output<typeof OrderList>

const page = {
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(200).optional(),
}

export const OrderQuery = z.strictObject({
  status: OrderStatus.optional(),
  symbol: SymbolName.optional(),
  accountId: z.uuid().optional(),
  ...page,
})
export type OrderQuery = z.output<typeof OrderQuery>

export const OrderPath = z.strictObject({ id: z.uuid() })
export type OrderPath = z.output<typeof OrderPath>

export const ClientOrderPath = z.strictObject({ clientOrderId: ClientOrderId })
export type ClientOrderPath = z.output<typeof ClientOrderPath>

export const CancelAllQuery = z.strictObject({ symbol: SymbolName.optional(), accountId: z.uuid().optional() })
export type CancelAllQuery = z.output<typeof CancelAllQuery>

export const CancelOutcomes = z
  .object({ items: z.array(z.object({ id: z.uuid(), outcome: z.string() })) })
  .meta({ id: 'CancelOutcomes' })
export type CancelOutcomes = z.output<typeof CancelOutcomes>

export const ExecutionView = z
  .object({
    id: z.string(),
    tradeId: z.uuid(),
    orderId: z.uuid(),
    symbol: SymbolName,
    side: Side,
    price: z.string(),
    quantity: z.string(),
    fee: z.string(),
    liquidity: z.enum(['maker', 'taker']),
    contractNoteNumber: z.string(),
    settlementDate: z.string(),
    settledAt: Timestamp.nullable(),
    executedAt: Timestamp,
  })
  .meta({ id: 'Execution' })
export type ExecutionView = z.output<typeof ExecutionView>

export const ExecutionList = z
  .object({ items: z.array(ExecutionView), next: z.string().nullable() })
  .meta({ id: 'ExecutionList' })
export type ExecutionList = z.output<typeof ExecutionList>

export const ExecutionQuery = z.strictObject({
  orderId: z.uuid().optional(),
  symbol: SymbolName.optional(),
  accountId: z.uuid().optional(),
  ...page,
})
export type ExecutionQuery = z.output<typeof ExecutionQuery>

const BookLevel = z.tuple([z.string(), z.string(), z.number().int()])
export const BookView = z
  .object({ symbol: SymbolName, position: z.string(), bids: z.array(BookLevel), asks: z.array(BookLevel) })
  .meta({ id: 'Book' })
export type BookView = z.output<typeof BookView>

export const SymbolPath = z.strictObject({ symbol: SymbolName })
export type SymbolPath = z.output<typeof SymbolPath>

export const BookQuery = z.strictObject({ depth: z.coerce.number().int().min(1).max(500).default(20) })
export type BookQuery = z.output<typeof BookQuery>

export const HaltBody = z.strictObject({ reason: z.string().min(1).max(100) }).meta({ id: 'HaltMarket' })
export type HaltBody = z.output<typeof HaltBody>

export const MarketView = z
  .object({ symbol: SymbolName, state: z.enum(['open', 'halted']), haltReason: z.string().nullable() })
  .meta({ id: 'Market' })
export type MarketView = z.output<typeof MarketView>
