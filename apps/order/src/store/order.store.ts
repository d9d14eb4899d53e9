import type { OrderCommand, OrderEvent } from '@filao/contracts'
import {
  plainArray,
  upsertPart,
  type Queryable,
  type Recorded,
  type StatementPart,
  type StateStore,
} from '@filao/engine'
import {
  bookNeeds,
  forgetClosed,
  orderRules,
  restoreMarket,
  restoreOrder,
  restoreTrade,
  sidesOf,
  type Book,
  type Execution,
} from '@filao/order'
import {
  executionOfRow,
  executionsTable,
  marketOfRow,
  marketsTable,
  orderOfRow,
  ordersTable,
  type Saved,
  type SavedExecution,
} from './order.row.table'

/** Orders, executions and markets: all books of an owned partition stay in memory, closed orders come on demand. */
export class OrderStore implements StateStore<OrderCommand, OrderEvent, Book> {
  /** All books, rebuilt in priority order: whom an order will meet is unknown before it is decided. */
  async loadResident(db: Queryable, partition: number, memory: Map<string, Book>): Promise<void> {
    const markets = await db.query({ text: `SELECT * FROM "order".markets WHERE partition = $1`, values: [partition] })
    for (const row of markets.rows) restoreMarket(bookOf(memory, row['asset_id'] as string), marketOfRow(row))
    const orders = await db.query({
      text: `SELECT * FROM "order".orders WHERE partition = $1 AND status IN ('pending', 'open', 'partially_filled')
        ORDER BY asset_id, priority, placed_at, id`,
      values: [partition],
    })
    for (const row of orders.rows) restoreOrder(bookOf(memory, row['asset_id'] as string), orderOfRow(row))
    const unsettled = await db.query({
      text: `SELECT * FROM "order".executions WHERE partition = $1 AND trade_id IN (
          SELECT trade_id FROM "order".executions WHERE partition = $1 AND leg_status = 'pending')`,
      values: [partition],
    })
    restoreTrades(unsettled.rows.map(executionOfRow), memory)
  }

  async load(
    db: Queryable,
    partition: number,
    commands: readonly OrderCommand[],
    memory: Map<string, Book>,
  ): Promise<void> {
    const orders = new Set<string>()
    const trades = new Set<string>()
    for (const command of commands) {
      const book = 'assetId' in command ? memory.get(command.assetId) : undefined
      const needs = bookNeeds(command)
      for (const id of needs.orders) if (!book?.orders.has(id)) orders.add(id)
      for (const id of needs.trades) if (!book?.trades.has(id)) trades.add(id)
    }
    if (orders.size > 0) {
      const { rows } = await db.query({
        name: 'order_load_orders',
        text: `SELECT * FROM "order".orders WHERE partition = $1 AND id = ANY ($2::uuid[])`,
        values: [partition, plainArray([...orders])],
      })
      for (const row of rows) restoreOrder(bookOf(memory, row['asset_id'] as string), orderOfRow(row))
    }
    if (trades.size > 0) {
      const { rows } = await db.query({
        name: 'order_load_executions',
        text: `SELECT * FROM "order".executions WHERE partition = $1 AND trade_id = ANY ($2::uuid[])`,
        values: [partition, plainArray([...trades])],
      })
      restoreTrades(rows.map(executionOfRow), memory)
    }
  }

  parts(
    _: number,
    events: readonly Recorded<OrderEvent>[],
    memory: ReadonlyMap<string, Book>,
  ): readonly StatementPart[] {
    const orders: Saved<Book['unsaved']['orders'] extends Set<infer Row> ? Row : never>[] = []
    const executions: SavedExecution[] = []
    const markets: Saved<Book>[] = []
    for (const [aggregate, last] of lastByAggregate(events)) {
      const book = memory.get(aggregate)
      if (!book) continue
      const saved = { position: last.position, updatedAt: last.at }
      for (const order of book.unsaved.orders) orders.push(withPlace(order, saved))
      for (const trade of book.unsaved.trades) {
        for (const side of sidesOf(trade)) executions.push({ ...side, ...saved, symbol: book.symbol ?? '' })
      }
      if (book.unsaved.market) markets.push(withPlace(book, saved))
    }
    return [upsertPart(ordersTable, orders), upsertPart(executionsTable, executions), upsertPart(marketsTable, markets)]
  }

  forget(memory: Map<string, Book>): void {
    // Also of books without an event: a command that was ignored may have loaded closed orders.
    for (const book of memory.values()) forgetClosed(book)
  }
}

/** A state with its place, without copying it: the state's own members are read through. */
const withPlace = <T extends object>(state: T, place: { position: number; updatedAt: number }): Saved<T> =>
  Object.assign(Object.create(state) as T, place)

function lastByAggregate(events: readonly Recorded<OrderEvent>[]): Map<string, Recorded<OrderEvent>> {
  const last = new Map<string, Recorded<OrderEvent>>()
  for (const event of events) last.set(event.aggregate, event)
  return last
}

function bookOf(memory: Map<string, Book>, assetId: string): Book {
  const known = memory.get(assetId)
  if (known) return known
  const book = orderRules.decider.initial(assetId)
  memory.set(assetId, book)
  return book
}

function restoreTrades(executions: readonly Execution[], memory: Map<string, Book>): void {
  for (const sides of Map.groupBy(executions, ({ tradeId }) => tradeId).values())
    restoreTrade(bookOf(memory, sides[0]!.assetId), sides)
}
