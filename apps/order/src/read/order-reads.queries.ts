import type { FeeSchedule } from '@filao/contracts'
import type { Queryable } from '@filao/engine'
import { isId } from '@filao/kernel'
import { afterOf, isViewer, pageOfRows, Problem, type CallerFacts } from '@filao/service'
import type {
  BookView,
  CancelAllQuery,
  ExecutionList,
  ExecutionQuery,
  OrderList,
  OrderQuery,
  OrderView,
} from '../http/order.schemas'
import type { Fees, Listing } from './fees.queries'
import {
  readBook,
  readExecutions,
  readLiveOrders,
  readMarket,
  readOrder,
  readOrderByClientId,
  readOrderOwner,
  readOrders,
  readTrader,
} from './order.queries'

interface Market {
  readonly symbol: string
  readonly assetId: string
  readonly listing: Listing
}

interface Account {
  readonly accountId: string
  readonly userId: string
  readonly mode: 'live' | 'demo'
}

/** Runs reads as a user: row-level security shows that user's rows only. */
export type ReadAs = <T>(userId: string, read: (db: Queryable) => Promise<T>) => Promise<T>

/** What the order service reads for its clients. Another's row does not exist. */
export class OrderReads {
  private readonly markets = new Map<string, Market>()
  private readonly accounts = new Map<string, Account>()

  constructor(
    private readonly db: Queryable,
    private readonly readAs: ReadAs,
    private readonly schedules: Pick<Fees, 'of'>,
  ) {}

  /** The fee schedule in force for an instrument; it reaches the rules inside the command. */
  fees({ listing }: Market): FeeSchedule {
    return this.schedules.of(listing)
  }

  /** The account that a request is about: the one named, else the caller's primary one. Staff name whosever it is. */
  async account(caller: CallerFacts, named: string | undefined): Promise<Account> {
    const accountId = named ?? caller.accountId
    if (accountId === undefined) throw notFound('account-not-found', 'account')
    const known = this.accounts.get(accountId) ?? (await this.readAccount(accountId))
    if (known && (known.userId === caller.userId || isViewer(caller))) return known
    // The primary account is vouched for by the token before identity's event has arrived here.
    if (accountId === caller.accountId) return { accountId, userId: caller.userId, mode: 'live' }
    throw notFound('account-not-found', 'account')
  }

  /** The book that a symbol names. What is told of it here never changes in the life of an instrument. */
  async market(symbol: string): Promise<Market> {
    const known = this.markets.get(symbol)
    if (known !== undefined) return known
    const market = await readMarket(this.db, symbol)
    if (!market) {
      const detail = `There is no instrument ${symbol}.`
      const errors = [{ pointer: '/symbol', code: 'instrument-unknown', detail }]
      throw new Problem(404, 'instrument-unknown', detail, { errors })
    }
    const { assetId, listing } = market
    this.markets.set(symbol, { symbol, assetId, listing })
    return { symbol, assetId, listing }
  }

  async order(caller: Pick<CallerFacts, 'userId'>, id: string): Promise<OrderView> {
    const order = isId(id) ? await this.readAs(caller.userId, (db) => readOrder(db, caller.userId, id)) : undefined
    if (!order) throw notFound('order-not-found', 'order')
    return order
  }

  /** Whose order it is, as far as the caller may know: their own, or for staff whosever it is. */
  async ownerOf(caller: CallerFacts, id: string): Promise<{ readonly userId: string }> {
    if (!isViewer(caller)) return caller
    const userId = isId(id) ? await readOrderOwner(this.db, id) : undefined
    if (userId === undefined) throw notFound('order-not-found', 'order')
    return { userId }
  }

  /** What a command about an order of the caller's needs. */
  async ownOrder(
    caller: Pick<CallerFacts, 'userId'>,
    id: string,
  ): Promise<{ id: string; accountId: string; assetId: string }> {
    const { accountId, symbol } = await this.order(caller, id)
    return { id, accountId, assetId: (await this.market(symbol)).assetId }
  }

  async orderByClientId(caller: CallerFacts, clientOrderId: string, accountId?: string): Promise<OrderView> {
    const account = await this.account(caller, accountId)
    const order = await this.readAs(caller.userId, (db) => readOrderByClientId(db, account, clientOrderId))
    if (!order) throw notFound('order-not-found', 'order')
    return order
  }

  async orders(account: Account, query: OrderQuery): Promise<OrderList> {
    const after = afterOf(query.cursor)
    const items = await this.readAs(account.userId, (db) => readOrders(db, account, { ...query, ...after }))
    return pageOfRows(items, query.limit, ({ placedAt, id }) => [placedAt, id])
  }

  async liveOrders(
    caller: CallerFacts,
    query: CancelAllQuery,
  ): Promise<readonly { id: string; assetId: string; accountId: string }[]> {
    const account = await this.account(caller, query.accountId)
    const live = await this.readAs(caller.userId, (db) => readLiveOrders(db, account, query.symbol))
    return live.map((order) => ({ ...order, accountId: account.accountId }))
  }

  async executions(account: Account, query: ExecutionQuery): Promise<ExecutionList> {
    const after = afterOf(query.cursor)
    const items = await this.readAs(account.userId, (db) => readExecutions(db, account, { ...query, ...after }))
    return pageOfRows(items, query.limit, ({ executedAt, tradeId }) => [executedAt, tradeId])
  }

  async book(symbol: string, depth: number): Promise<BookView> {
    return readBook(this.db, await this.market(symbol), depth)
  }

  async marketState(symbol: string): Promise<{ symbol: string; state: 'open' | 'halted'; haltReason: string | null }> {
    const market = await readMarket(this.db, symbol)
    if (!market) throw notFound('instrument-not-found', 'instrument')
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

const notFound = (code: string, what: string): Problem => new Problem(404, code, `There is no such ${what}.`)
