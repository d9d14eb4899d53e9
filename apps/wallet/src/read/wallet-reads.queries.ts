import type { Queryable } from '@filao/engine'
import { isId } from '@filao/kernel'
import { afterOf, pageOfRows, Problem, type Caller } from '@filao/service'
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
    const owned = ownedBy(caller, named)
    return { items: [...(await this.readAs(owned.userId, (db) => readWallets(db, owned)))], next: null }
  }

  async wallet(caller: Caller, named: string | undefined, currency: string): Promise<WalletView> {
    const { items } = await this.wallets(caller, named)
    const wallet = items.find((item) => item.currency === currency)
    if (!wallet) throw notFound('wallet')
    return wallet
  }

  async holdings(caller: Caller, named: string | undefined): Promise<HoldingList> {
    const owned = ownedBy(caller, named)
    return { items: [...(await readHoldings(this.db, owned))], next: null }
  }

  async portfolio(caller: Caller, named: string | undefined): Promise<PortfolioView> {
    const owned = ownedBy(caller, named)
    const [cash, positions] = await Promise.all([readWallets(this.db, owned), readPositions(this.db, owned)])
    return { accountId: owned.accountId, cash: [...cash], positions: [...positions] }
  }

  async entries(caller: Caller, query: EntryQuery): Promise<EntryList> {
    const owned = ownedBy(caller, query.accountId)
    // The ledger names accounts, not users: the account is the caller's when it has a wallet of the caller's.
    if ((await readWallets(this.db, owned)).length === 0) return { items: [], next: null }
    const items = await readEntries(this.db, owned, { ...query, ...afterOf(query.cursor) })
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

  trialBalance(): Promise<TrialBalanceView> {
    return readTrialBalance(this.db)
  }
}

function ownedBy(caller: Caller, named: string | undefined): Owned {
  const accountId = named ?? caller.accountId
  if (accountId === undefined || !isId(accountId)) throw notFound('account')
  return { userId: caller.userId, accountId }
}

const notFound = (what: string): Problem => new Problem(404, `${what}-not-found`, `There is no such ${what}.`)
