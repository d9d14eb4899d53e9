import type { FeeSchedule } from '@filao/contracts'
import type { Queryable } from '@filao/engine'
import { isId } from '@filao/kernel'
import { afterOf, pageOfRows, Problem, type Caller } from '@filao/service'
import type {
  BookView,
  CancelAllQuery,
  ExecutionList,
  ExecutionQuery,
  OrderList,
  OrderQuery,
  OrderView,
} from '../http/order.schemas'
import { FeeSchedules } from './fees.queries'
import {
  readBook,
  readExecutions,
  readLiveOrders,
  readMarket,
  readOrder,
  readOrderByClientId,
  readOrders,
  readTrader,
} from './order.queries'

interface Account {
  readonly accountId: string
  readonly userId: string
  readonly mode: 'live' | 'demo'
}

/** Runs reads as a user: row-level security shows that user's rows only. */
export type ReadAs = <T>(userId: string, read: (db: Queryable) => Promise<T>) => Promise<T>

/** What the order service reads for its clients. Another's row does not exist. */
export class OrderReads {
  private readonly feeSchedules: FeeSchedules
  private readonly assetIds = new Map<string, string>()
  private readonly accounts = new Map<string, Account>()

  constructor(
    private readonly db: Queryable,
    private readonly readAs: ReadAs,
  ) {
    this.feeSchedules = new FeeSchedules(db)
  }

  fees(): Promise<FeeSchedule> {
    return this.feeSchedules.current(Date.now())
  }

  /** The account that a request is about: the one named, else the caller's primary one. */
  async account(caller: Caller, named: string | undefined): Promise<Account> {
    const accountId = named ?? caller.accountId
    if (accountId === undefined) throw notFound('account')
    const known = this.accounts.get(accountId) ?? (await this.readAccount(accountId))
    if (known?.userId === caller.userId) return known
    // The primary account is vouched for by the token before identity's event has arrived here.
    if (accountId === caller.accountId) return { accountId, userId: caller.userId, mode: 'live' }
    throw notFound('account')
  }

  /** The book that a symbol names; the symbol of an instrument never changes. */
  async market(symbol: string): Promise<{ readonly symbol: string; readonly assetId: string }> {
    const known = this.assetIds.get(symbol)
    if (known !== undefined) return { symbol, assetId: known }
    const market = await readMarket(this.db, symbol)
    if (!market) {
      const detail = `There is no instrument ${symbol}.`
      const errors = [{ pointer: '/symbol', code: 'instrument-unknown', detail }]
      throw new Problem(404, 'instrument-unknown', detail, { errors })
    }
    this.assetIds.set(symbol, market.assetId)
    return { symbol, assetId: market.assetId }
  }

  async order(caller: Caller, id: string): Promise<OrderView> {
    const order = isId(id) ? await this.readAs(caller.userId, (db) => readOrder(db, caller.userId, id)) : undefined
    if (!order) throw notFound('order')
    return order
  }

  /** What a command about an order of the caller's needs. */
  async ownOrder(caller: Caller, id: string): Promise<{ id: string; accountId: string; assetId: string }> {
    const { accountId, symbol } = await this.order(caller, id)
    return { id, accountId, assetId: (await this.market(symbol)).assetId }
  }

  async orderByClientId(caller: Caller, clientOrderId: string): Promise<OrderView> {
    const account = await this.account(caller, undefined)
    const order = await this.readAs(caller.userId, (db) => readOrderByClientId(db, account, clientOrderId))
    if (!order) throw notFound('order')
    return order
  }

  async orders(caller: Caller, query: OrderQuery): Promise<OrderList> {
    const account = await this.account(caller, query.accountId)
    const after = afterOf(query.cursor)
    const items = await this.readAs(caller.userId, (db) => readOrders(db, account, { ...query, ...after }))
    return pageOfRows(items, query.limit, ({ placedAt, id }) => [placedAt, id])
  }

  async liveOrders(
    caller: Caller,
    query: CancelAllQuery,
  ): Promise<readonly { id: string; assetId: string; accountId: string }[]> {
    const account = await this.account(caller, query.accountId)
    const live = await this.readAs(caller.userId, (db) => readLiveOrders(db, account, query.symbol))
    return live.map((order) => ({ ...order, accountId: account.accountId }))
  }

  async executions(caller: Caller, query: ExecutionQuery): Promise<ExecutionList> {
    const account = await this.account(caller, query.accountId)
    const after = afterOf(query.cursor)
    const items = await this.readAs(caller.userId, (db) => readExecutions(db, account, { ...query, ...after }))
    return pageOfRows(items, query.limit, ({ executedAt, tradeId }) => [executedAt, tradeId])
  }

  async book(symbol: string, depth: number): Promise<BookView> {
    return readBook(this.db, await this.market(symbol), depth)
  }

  async marketState(symbol: string): Promise<{ symbol: string; state: 'open' | 'halted'; haltReason: string | null }> {
    const market = await readMarket(this.db, symbol)
    if (!market) throw notFound('instrument')
    return { symbol, state: market.state, haltReason: market.haltReason }
  }

  private async readAccount(accountId: string): Promise<Account | undefined> {
    if (!isId(accountId)) return undefined
    const trader = await readTrader(this.db, accountId)
    if (!trader) return undefined
    const account = { accountId, ...trader }
    this.accounts.set(accountId, account)
    return account
  }
}

const notFound = (what: string): Problem => new Problem(404, `${what}-not-found`, `There is no such ${what}.`)
