import type { Queryable } from '@filao/engine'
import { isId } from '@filao/kernel'
import { afterOf, decodeCursor, pageOfRows, Problem, type Caller } from '@filao/service'
import { z } from 'zod'
import type {
  AdjustmentList,
  AdjustmentQuery,
  AdjustmentView,
  EntryList,
  EntryQuery,
  HoldingList,
  PortfolioView,
  TrialBalanceView,
  WalletList,
  WalletView,
} from '../http/wallet.schemas'
import {
  readAdjustment,
  readAdjustments,
  readEntries,
  readHoldings,
  readOwner,
  readPositions,
  readTrialBalance,
  readWallets,
  type Owned,
} from './wallet.queries'

/** Runs reads as a user: row-level security shows that user's rows only. */
export type ReadAs = <T>(userId: string, read: (db: Queryable) => Promise<T>) => Promise<T>

/** What the wallet service reads for its clients and for treasury. Another's row does not exist. */
export class WalletReads {
  constructor(
    private readonly db: Queryable,
    private readonly readAs: ReadAs,
  ) {}

  async wallets(caller: Caller, named: string | undefined): Promise<WalletList> {
    const owned = await this.owned(caller, named)
    return { items: [...(await this.readAs(owned.userId, (db) => readWallets(db, owned)))], next: null }
  }

  async wallet(caller: Caller, named: string | undefined, currency: string): Promise<WalletView> {
    const { items } = await this.wallets(caller, named)
    const wallet = items.find((item) => item.currency === currency)
    if (!wallet) throw notFound('wallet')
    return wallet
  }

  async holdings(caller: Caller, named: string | undefined): Promise<HoldingList> {
    const owned = await this.owned(caller, named)
    return { items: [...(await this.readAs(owned.userId, (db) => readHoldings(db, owned)))], next: null }
  }

  async portfolio(caller: Caller, named: string | undefined): Promise<PortfolioView> {
    const owned = await this.owned(caller, named)
    return this.readAs(owned.userId, async (db) => ({
      accountId: owned.accountId,
      cash: [...(await readWallets(db, owned))],
      positions: [...(await readPositions(db, owned))],
    }))
  }

  async entries(caller: Caller, query: EntryQuery): Promise<EntryList> {
    const owned = await this.owned(caller, query.accountId)
    const after = query.cursor === undefined ? undefined : decodeCursor(query.cursor, EntryPlace)
    const items = await this.readAs(owned.userId, (db) => readEntries(db, owned, { ...query, after }))
    return pageOfRows(items, query.limit, ({ id }) => id.split('/'))
  }

  async adjustments(query: AdjustmentQuery): Promise<AdjustmentList> {
    const items = await readAdjustments(this.db, { ...query, ...afterOf(query.cursor) })
    return pageOfRows(items, query.limit, ({ proposedAt, id }) => [proposedAt, id])
  }

  async adjustment(id: string): Promise<AdjustmentView> {
    const adjustment = isId(id) ? await readAdjustment(this.db, id) : undefined
    if (!adjustment) throw notFound('adjustment')
    return adjustment
  }

  /** Throws 404 for an account that was never opened here. */
  async mustKnow(accountId: string): Promise<void> {
    if ((await readOwner(this.db, accountId)) === undefined) {
      throw new Problem(404, 'account-unknown', 'There is no such account.')
    }
  }

  trialBalance(): Promise<TrialBalanceView> {
    return readTrialBalance(this.db)
  }

  /** The account that a request is about: the one named, else the caller's primary one. */
  private async owned({ userId, accountId: primary }: Caller, named = primary): Promise<Owned> {
    if (named === undefined || !isId(named)) throw notFound('account')
    // The primary account is vouched for by the token before identity's command has arrived here.
    const isOwn = named === primary || (await readOwner(this.db, named)) === userId
    if (!isOwn) throw notFound('account')
    return { userId, accountId: named }
  }
}

/** Position and line of a posting. */
const EntryPlace = z.tuple([z.string().regex(/^\d{1,15}$/), z.string().regex(/^\d{1,4}$/)])

const notFound = (what: string): Problem => new Problem(404, `${what}-not-found`, `There is no such ${what}.`)
