import type { Rules } from '@filao/kernel'
import { emptyBook, type Book } from './book.state'
import type { OrderCommand } from './order.commands'
import { continuation, decide, overdue, spread } from './order.decider'
import type { OrderEvent } from './order.events'
import { violation } from './order.invariants'
import { reactions } from './order.reactions'
import type { OrderRefusal } from './order.refusals'
import { evolve } from './order.state'
import { claims } from './placing.decider'

/** The rules of the order service. The aggregate is the whole book of an instrument. */
export const orderRules: Rules<OrderCommand, OrderEvent, Book, OrderRefusal> = {
  decider: { initial: emptyBook, decide, evolve },
  aggregateOf: (command) => ('assetId' in command ? command.assetId : command.accountId),
  spread,
  reactions,
  claims,
  continuation,
  overdue,
  violation,
}

export type { Book, Session } from './book.state'
export { bookFacts } from './facts.state'
export type { OrderCommand } from './order.commands'
export type { OrderEvent } from './order.events'
export { orderRefusals, type OrderRefusal } from './order.refusals'
export { bookNeeds, forgetClosed, restoreMarket, restoreOrder, restoreTrade, type MarketRow } from './restoring.state'
export type { Order, OrderRow } from './row.state'
export { sidesOf, type Execution, type Trade } from './trade.state'
export { PriceTimeQueue, type Level, type Queued } from './queue.state'
export { OracleBook, type OracleExecution } from './oracle/oracle-book'
