import type { OrderCommand, OrderEvent } from '@filao/contracts'
import { partitionOf } from '@filao/kernel'
import { parseUnits } from '@filao/money'
import {
  Asked,
  Caller,
  commandIdOfRequest,
  Commands,
  IdempotencyKey,
  newId,
  Operation,
  Preference,
  Problem,
  RateClass,
  Roles,
  Scope,
  VIEWERS,
  Views,
  type Preferences,
} from '@filao/service'
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common'
import { ApiAcceptedResponse, ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger'
import { OrderReads } from '../read/order-reads.queries'
import { PendingOrders } from '../read/pending.queries'
import {
  CancelAllQuery,
  CancelOrderBody,
  CancelOutcomes,
  ClientOrderPath,
  ClientOrderQuery,
  OrderList,
  OrderPath,
  OrderQuery,
  OrderView,
  PlaceOrderBody,
  ReplaceOrderBody,
} from './order.schemas'

const PRICES = ['/limitPrice', '/stopPrice'] as const
/** The field of a placement that each refusal is about. */
const POINTERS = {
  instrument_unknown: '/symbol',
  price_not_tick_multiple: PRICES,
  price_outside_band: PRICES,
  limit_price_required: '/limitPrice',
  stop_price_required: '/stopPrice',
  trail_required: '/trailAmount',
  quantity_not_lot_multiple: '/quantity',
  quantity_below_min: '/quantity',
  quantity_above_max: '/quantity',
  quantity_below_filled: '/quantity',
  time_in_force_not_allowed: '/timeInForce',
  post_only_not_allowed: '/postOnly',
  expires_at_not_allowed: '/expiresAt',
  client_order_id_in_use: '/clientOrderId',
}

/** What may be wrong with the terms of an order, at its placement or later. */
const TERMS = [
  'instrument-unknown',
  'instrument-not-tradable',
  'instrument-halted',
  'market-closed',
  'price-outside-band',
  'price-not-tick-multiple',
  'price-not-allowed',
  'quantity-below-min',
  'quantity-above-max',
  'quantity-not-lot-multiple',
  'amount-out-of-range',
] as const
const NEEDED = ['limit-price-required', 'stop-price-required', 'trail-required'] as const
const PLACING = [
  ...TERMS,
  ...NEEDED,
  'account-not-found',
  'no-liquidity',
  'price-unavailable',
  'price-stale',
  'configuration-unavailable',
  'time-in-force-not-allowed',
  'post-only-not-allowed',
  'expires-at-not-allowed',
  'open-order-limit',
  'client-order-id-in-use',
] as const
const REPLACING = [
  ...TERMS,
  ...NEEDED,
  'order-not-found',
  'not-open',
  'already-closed',
  'amend-in-flight',
  'quantity-below-filled',
  'would-take',
] as const

@ApiTags('order')
@Scope('orders')
@Controller('v1/orders')
export class OrdersController {
  constructor(
    private readonly commands: Commands<OrderCommand, OrderEvent>,
    private readonly reads: OrderReads,
    private readonly pending: PendingOrders,
    private readonly views: Views,
  ) {}

  @Post()
  @RateClass('orders')
  @ApiCreatedResponse({
    description: 'The order, once wallet has answered; it may be rejected',
    standardSchema: OrderView,
  })
  @ApiAcceptedResponse({ description: 'The order, still pending', standardSchema: OrderView })
  @Operation('Places an order and waits, unless asked not to, until wallet has answered', ...PLACING)
  async place(
    @Body({ schema: PlaceOrderBody }) body: PlaceOrderBody,
    @IdempotencyKey() key: string,
    @Preference() preference: Preferences,
    @Asked() { caller, ...exchange }: Asked,
  ): Promise<OrderView> {
    const [account, market] = await Promise.all([
      this.reads.account(caller, body.accountId),
      this.reads.market(body.symbol),
    ])
    const orderId = newId(partitionOf(market.assetId))
    const settled = preference.respondAsync ? undefined : this.pending.settled(orderId)
    const { type, symbol, side, timeInForce, postOnly, selfTradePrevention, clientOrderId } = body
    const command: OrderCommand = {
      type: 'PlaceOrder',
      orderId,
      assetId: market.assetId,
      ...account,
      symbol,
      side,
      orderType: type,
      timeInForce,
      quantity: parseUnits(body.quantity),
      ...units(body, ['limitPrice', 'stopPrice', 'trailAmount', 'trailPercent']),
      postOnly,
      selfTradePrevention,
      ...(clientOrderId === undefined ? {} : { clientOrderId }),
      ...(body.expiresAt === undefined ? {} : { expiresAt: Date.parse(body.expiresAt) }),
      fees: this.reads.fees(market),
    }
    const done = await this.commands.submit({ command, ...exchange, key, pointers: POINTERS })
    const view = done.replayed ? await this.joined(caller, done.subject, preference) : await settled
    const shown =
      view ?? this.pending.resident(market.assetId, done.subject) ?? (await this.reads.order(caller, done.subject))
    exchange.reply.status(shown.status === 'pending' || preference.respondAsync ? 202 : 201)
    return shown
  }

  /** A repetition gets the order as it is now; while that is pending it joins the wait. */
  private async joined(caller: Caller, orderId: string, { respondAsync }: Preferences): Promise<OrderView> {
    const settled = respondAsync ? undefined : this.pending.settled(orderId)
    const order = await this.reads.order(caller, orderId)
    return order.status === 'pending' ? ((await settled) ?? order) : order
  }

  /** The orders of the caller's account, or for staff of the one that they name, newest first. */
  @Get()
  @Roles('client', ...VIEWERS)
  @ApiOkResponse({ standardSchema: OrderList })
  @Operation("The caller's orders, newest first", 'account-not-found')
  async list(
    @Query({ schema: OrderQuery }) query: OrderQuery,
    @Asked() { caller, request }: Asked,
  ): Promise<OrderList> {
    const account = await this.reads.account(caller, query.accountId)
    await this.views.ofAnother(request, account.userId, { kind: 'orders', recordIds: [account.accountId] })
    return this.reads.orders(account, query)
  }

  @Get('by-client-id/:clientOrderId')
  @ApiOkResponse({ standardSchema: OrderView })
  @Operation('The order that the caller gave this id', 'order-not-found', 'account-not-found')
  byClientId(
    @Param({ schema: ClientOrderPath }) { clientOrderId }: ClientOrderPath,
    @Query({ schema: ClientOrderQuery }) { accountId }: ClientOrderQuery,
    @Caller() caller: Caller,
  ): Promise<OrderView> {
    return this.reads.orderByClientId(caller, clientOrderId, accountId)
  }

  @Get(':id')
  @Roles('client', ...VIEWERS)
  @ApiOkResponse({ standardSchema: OrderView })
  @Operation('One order of the caller', 'order-not-found')
  async one(@Param({ schema: OrderPath }) { id }: OrderPath, @Asked() { caller, request }: Asked): Promise<OrderView> {
    const owner = await this.reads.ownerOf(caller, id)
    await this.views.ofAnother(request, owner.userId, { kind: 'orders', recordIds: [id] })
    return this.reads.order(owner, id)
  }

  @Delete(':id')
  @RateClass('orders')
  @ApiOkResponse({ standardSchema: OrderView })
  @Operation('Cancels an order; one that was cancelled before is answered alike', 'order-not-found', 'already-closed')
  async cancel(
    @Param({ schema: OrderPath }) { id }: OrderPath,
    @Asked() { caller, ...exchange }: Asked,
  ): Promise<OrderView> {
    const { id: orderId, accountId, assetId } = await this.reads.ownOrder(caller, id)
    const command: OrderCommand = { type: 'CancelOrder', orderId, assetId, accountId, reason: 'client_request' }
    await this.commands.submit({ command, ...exchange })
    return this.reads.order(caller, id)
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @Roles('compliance', 'mlro')
  @ApiOkResponse({ standardSchema: OrderView })
  @Operation(
    "Cancels a client's order for them, or against them; the reason is on record",
    'order-not-found',
    'already-closed',
  )
  async cancelFor(
    @Param({ schema: OrderPath }) { id }: OrderPath,
    @Body({ schema: CancelOrderBody }) { reason: note }: CancelOrderBody,
    @Asked() { caller, ...exchange }: Asked,
  ): Promise<OrderView> {
    const owner = await this.reads.ownerOf(caller, id)
    const { id: orderId, accountId, assetId } = await this.reads.ownOrder(owner, id)
    const about = { orderId, accountId, assetId }
    const command: OrderCommand = { type: 'CancelOrder', ...about, reason: 'staff_request', note }
    await this.commands.submit({ command, ...exchange })
    return this.reads.order(owner, id)
  }

  @Delete()
  @RateClass('orders')
  @ApiOkResponse({ standardSchema: CancelOutcomes })
  @Operation(
    'Cancels all live orders, or those of one symbol: an outcome for each, not all or nothing',
    'account-not-found',
  )
  async cancelAll(
    @Query({ schema: CancelAllQuery }) query: CancelAllQuery,
    @Asked() { caller, ...exchange }: Asked,
  ): Promise<CancelOutcomes> {
    const live = await this.reads.liveOrders(caller, query)
    const items = await Promise.all(
      live.map(async ({ id, assetId, accountId }) => {
        const command: OrderCommand = { type: 'CancelOrder', orderId: id, assetId, accountId, reason: 'client_request' }
        const outcome = await this.commands.submit({ command, ...exchange }).then(
          () => 'cancelled',
          (error: unknown) => {
            if (error instanceof Problem && error.status < 500) return error.code
            throw error
          },
        )
        return { id, outcome }
      }),
    )
    return { items }
  }

  @Post(':id/replace')
  @HttpCode(200)
  @RateClass('orders')
  @ApiOkResponse({ standardSchema: OrderView })
  @Operation('Changes an order; it keeps its place only when its quantity falls and nothing else changes', ...REPLACING)
  async replace(
    @Param({ schema: OrderPath }) { id }: OrderPath,
    @Body({ schema: ReplaceOrderBody }) body: ReplaceOrderBody,
    @IdempotencyKey() key: string,
    @Asked() { caller, ...exchange }: Asked,
  ): Promise<OrderView> {
    const { id: orderId, accountId, assetId } = await this.reads.ownOrder(caller, id)
    const command: OrderCommand = {
      type: 'AmendOrder',
      orderId,
      assetId,
      accountId,
      amendmentId: commandIdOfRequest(exchange.request, key),
      ...units(body, ['quantity', 'limitPrice', 'stopPrice', 'trailAmount', 'trailPercent']),
    }
    await this.commands.submit({ command, ...exchange, key, pointers: POINTERS })
    return this.reads.order(caller, id)
  }
}

/** The decimals of a body that are present, as units. */
function units<Name extends string>(
  body: Readonly<Partial<Record<Name, string | undefined>>>,
  names: readonly Name[],
): Partial<Record<Name, bigint>> {
  const read: Partial<Record<Name, bigint>> = {}
  for (const name of names) {
    const text = body[name]
    if (text !== undefined) read[name] = parseUnits(text)
  }
  return read
}
