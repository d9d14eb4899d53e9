import type { MarketCommand, WalletCommand } from '@filao/contracts'
import { partitionOf, type Moment, type Reaction } from '@filao/kernel'
import type {
  AmendRequested,
  OrderAmended,
  OrderClosed,
  OrderEvent,
  OrderPlaced,
  QuoteFilled,
  TopOfBook,
  TradeExecuted,
  TradeSettled,
} from './order.events'
import type { Side } from './row.state'

/** What other services do because of an event: wallet moves the money, market hears of the book. */
export function reactions(event: OrderEvent, at: Moment): readonly Reaction[] {
  const own = ownReactions(event, at)
  return 'top' in event && event.top ? [...own, ...quotes(event.assetId, event.top, at)] : own
}

function ownReactions(event: OrderEvent, at: Moment): readonly Reaction[] {
  switch (event.type) {
    case 'OrderPlaced':
      return [reserve(event)]
    case 'TradeExecuted':
      return [settle(event, 'buy', at), settle(event, 'sell', at)]
    case 'QuoteFilled':
      return [settleDemo(event, at)]
    case 'OrderClosed':
      return event.releases ? [release(event)] : []
    case 'AmendRequested':
      return [increase(event)]
    case 'OrderAmended':
      return event.release === undefined ? [] : [reduce(event, event.release)]
    case 'TradeSettled':
      return [closeOpenItem(event, 'buy'), closeOpenItem(event, 'sell')]
    default:
      return []
  }
}

const wallet = (command: WalletCommand): Reaction => ({
  to: 'wallet',
  partition: partitionOf(command.accountId),
  command,
})

const reserve = ({ orderId, accountId, mode, side, reservedAsset, reservedAmount, ...event }: OrderPlaced): Reaction =>
  wallet({
    type: 'ReserveFunds',
    reservationId: orderId,
    accountId,
    mode,
    purpose: side === 'buy' ? 'order_buy' : 'order_sell',
    asset: reservedAsset,
    amount: reservedAmount,
    assetId: event.assetId,
    quantity: event.quantity,
    value: event.orderValue,
    currency: event.quoteCurrency,
  })

function settle(event: TradeExecuted, side: Side, { now }: Moment): Reaction {
  const { orderId, accountId, draw, commission, fees } = event[side]
  return wallet({
    type: 'SettleLeg',
    reservationId: orderId,
    accountId,
    mode: event.mode,
    tradeId: event.tradeId,
    side,
    assetId: event.assetId,
    currency: event.quoteCurrency,
    price: event.price,
    quantity: event.quantity,
    gross: event.gross,
    draw,
    commission,
    fees,
    settlementDate: event.settlementDate,
    executedAt: now,
  })
}

/** One leg, against paper money: nobody stands on the other side. */
const settleDemo = (
  {
    orderId: reservationId,
    quotedAt: _,
    lastPrice: __,
    contractNote: ___,
    symbol: ____,
    userId: _____,
    ...event
  }: QuoteFilled,
  { now }: Moment,
): Reaction => {
  const { quoteCurrency: currency, type: ______, ...leg } = event
  const charge = { commission: 0n, fees: 0n }
  return wallet({ type: 'SettleLeg', ...leg, ...charge, reservationId, mode: 'demo', currency, executedAt: now })
}

const release = ({ orderId, accountId, legs, drawn }: OrderClosed): Reaction =>
  wallet({ type: 'ReleaseReservation', reservationId: orderId, accountId, legs, drawn })

const increase = ({ orderId, accountId, amendmentId, increment, quantity, ...event }: AmendRequested): Reaction =>
  wallet({
    type: 'IncreaseReservation',
    reservationId: orderId,
    accountId,
    amendmentId,
    amount: increment,
    quantity,
    value: event.value,
    currency: event.quoteCurrency,
  })

const reduce = ({ orderId, accountId, amendmentId, quantity }: OrderAmended, amount: bigint): Reaction =>
  wallet({ type: 'ReduceReservation', reservationId: orderId, accountId, amendmentId, amount, quantity })

const closeOpenItem = ({ tradeId, buyAccountId, sellAccountId }: TradeSettled, side: Side): Reaction =>
  wallet({ type: 'CloseOpenItem', accountId: side === 'buy' ? buyAccountId : sellAccountId, tradeId, side })

/** Market takes a last trade without sides for a trade alone, so an empty book after a trade is said apart. */
function quotes(
  assetId: string,
  { symbol, lastPrice, lastSize, high, low, ...sides }: TopOfBook,
  { now }: Moment,
): readonly Reaction[] {
  const isEmpty = sides.bid === undefined && sides.ask === undefined
  const quote = (shown: Omit<TopOfBook, 'symbol'>): Reaction => {
    const command: MarketCommand = { type: 'IngestQuote', assetId, symbol, ...shown, source: 'book', asOf: now }
    return { to: 'market', partition: partitionOf(assetId), command }
  }
  const trade = { lastPrice, lastSize, high, low }
  if (!isEmpty || lastPrice === undefined) return [quote({ ...sides, ...trade })]
  return [quote(trade), quote({})]
}
