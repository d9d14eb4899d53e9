import { assert } from '@filao/kernel'
import type { Book } from './book.state'
import type { OrderDecision } from './closing.decider'
import type { RecordLegSettled } from './order.commands'
import type { OrderEvent } from './order.events'

/** Wallet has settled one side of a trade. With the other side settled too, the trade is; a demo order has no other. */
export function recordLegSettled({ tradeId, side, orderId }: RecordLegSettled, book: Book): OrderDecision {
  const trade = book.trades.get(tradeId)
  assert(trade !== undefined, 'wallet settles a known trade')
  const execution = trade[side]
  assert(execution?.orderId === orderId, 'a leg is settled for the order that traded')
  if (execution.legStatus === 'settled') return []
  const { assetId, accountId, userId } = execution
  const settled: OrderEvent = { type: 'ExecutionSettled', orderId, assetId, accountId, userId, tradeId, side }
  const { buy, sell } = trade
  if (!buy || !sell || trade[side === 'buy' ? 'sell' : 'buy']?.legStatus === 'pending') return [settled]
  return [
    settled,
    { type: 'TradeSettled', tradeId, assetId, buyAccountId: buy.accountId, sellAccountId: sell.accountId },
  ]
}
