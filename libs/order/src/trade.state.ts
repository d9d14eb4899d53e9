import type { Levies } from '@filao/contracts'
import type { Instant, Moment } from '@filao/kernel'
import type { Units } from '@filao/money'
import type { QuoteFilled, TradeExecuted } from './order.events'
import type { Side } from './row.state'

/** The columns of one side of a trade. */
export interface Execution {
  readonly tradeId: string
  readonly orderId: string
  /** Undefined for a demo order: nothing stands against it. */
  readonly counterOrderId: string | undefined
  readonly accountId: string
  readonly userId: string
  readonly assetId: string
  readonly side: Side
  readonly liquidity: 'maker' | 'taker'
  readonly price: Units
  readonly quantity: Units
  readonly grossAmount: Units
  readonly commission: Units
  readonly fees: Units
  /** The parts of `fees`, where they are told apart. */
  readonly levies: Levies | undefined
  readonly netAmount: Units
  readonly contractNoteNumber: string
  readonly settlementDate: string
  readonly executedAt: Instant
  legStatus: 'pending' | 'settled'
  settledAt: Instant | undefined
}

/** A trade as its two executions, or the one of a demo order. */
export interface Trade {
  readonly tradeId: string
  readonly buy?: Execution
  readonly sell?: Execution
}

/** The executions of a trade. */
export const sidesOf = ({ buy, sell }: Trade): readonly Execution[] => [buy, sell].filter((side) => side !== undefined)

/** The one execution of a demo order's trade. It is charged nothing. */
export const demoTradeOf = ({ tradeId, side, gross, contractNote, ...event }: QuoteFilled, at: Moment): Trade => ({
  tradeId,
  [side]: {
    tradeId,
    orderId: event.orderId,
    counterOrderId: undefined,
    accountId: event.accountId,
    userId: event.userId,
    assetId: event.assetId,
    side,
    liquidity: 'taker',
    price: event.price,
    quantity: event.quantity,
    grossAmount: gross,
    commission: 0n,
    fees: 0n,
    levies: undefined,
    netAmount: gross,
    contractNoteNumber: contractNote,
    settlementDate: event.settlementDate,
    executedAt: at.now,
    legStatus: 'pending',
    settledAt: undefined,
  } satisfies Execution,
})

export const tradeOf = (event: TradeExecuted, at: Moment): Trade => ({
  tradeId: event.tradeId,
  buy: executionOf(event, 'buy', at),
  sell: executionOf(event, 'sell', at),
})

function executionOf(event: TradeExecuted, side: Side, at: Moment): Execution {
  const { orderId, accountId, userId, liquidity, commission, fees, levies } = event[side]
  const charged = commission + fees
  return {
    tradeId: event.tradeId,
    orderId,
    counterOrderId: event[side === 'buy' ? 'sell' : 'buy'].orderId,
    accountId,
    userId,
    assetId: event.assetId,
    side,
    liquidity,
    price: event.price,
    quantity: event.quantity,
    grossAmount: event.gross,
    commission,
    fees,
    levies,
    netAmount: side === 'buy' ? event.gross + charged : event.gross - charged,
    contractNoteNumber: event.contractNotes[side],
    settlementDate: event.settlementDate,
    executedAt: at.now,
    legStatus: 'pending',
    settledAt: undefined,
  }
}

export const isSettled = (trade: Trade): boolean => sidesOf(trade).every(({ legStatus }) => legStatus === 'settled')
