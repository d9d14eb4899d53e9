import type { Queryable, RowsById } from '@filao/engine'
import { isId } from '@filao/kernel'
import {
  decodeCursor,
  afterOf,
  isViewer,
  pageOfRows,
  Problem,
  type CallerFacts,
  type ExchangeRates,
} from '@filao/service'
import { barred, barredFromPaying, type Bar } from '@filao/wallet'
import { z } from 'zod'
import type {
  AdjustmentList,
  AdjustmentQuery,
  AdjustmentView,
  EntryList,
  EntryQuery,
  HoldingList,
  LimitsView,
  PortfolioView,
  StandingView,
  TrialBalanceQuery,
  TrialBalanceView,
  WalletList,
  WalletView,
} from '../http/wallet.schemas'
import {
  adjustmentsById,
  adjustmentView,
  ownersById,
  readAccount,
  readAdjustments,
  readEntries,
  readHoldings,
  readWallets,
  type Owned,
} from './wallet.queries'
import { limitsView } from './limits-view'
import { displayOf, readPositions, totalsOf } from './portfolio.queries'
import { readTrialBalance } from './trial-balance.queries'

/** Runs reads as a user: row-level security shows that user's rows only. */
export type ReadAs = <T>(userId: string, read: (db: Queryable) => Promise<T>) => Promise<T>

/** What the wallet service reads for its clients and for treasury. Another's row does not exist. */
export class WalletReads {
  private readonly ownersById: RowsById
  private readonly adjustmentsById: RowsById

  constructor(
    private readonly db: Queryable,
    private readonly readAs: ReadAs,
    private readonly rates: Pick<ExchangeRates, 'between'>,
  ) {
    this.ownersById = ownersById(db)
    this.adjustmentsById = adjustmentsById(db)
  }

  /**
   * The account that a request is about: the one named, else the caller's primary one. Another's does not exist but for
   * who looks at clients, who names whosever it is.
   */
  async owned(caller: CallerFacts, named: string | undefined): Promise<Owned> {
    const accountId = named ?? caller.accountId
    if (accountId === undefined || !isId(accountId)) throw notFound('account-not-found', 'account')
    // The primary account is vouched for by the token before identity's command has arrived here.
    if (accountId === caller.accountId) return { userId: caller.userId, accountId }
    const userId = await this.ownerOf(accountId)
    if (userId === undefined || (userId !== caller.userId && !isViewer(caller)))
      throw notFound('account-not-found', 'account')
    return { userId, accountId }
  }

  async standing({ accountId }: Owned): Promise<StandingView> {
    const account = await readAccount(this.db, accountId)
    if (!account) throw notFound('account-not-found', 'account')
    return {
      accountId,
      trading: obstacleOf(barred(account)),
      withdrawals: obstacleOf(barredFromPaying(account)),
    }
  }

  async limits({ accountId }: Owned): Promise<LimitsView> {
    const account = await readAccount(this.db, accountId)
    if (!account) throw notFound('account-not-found', 'account')
    return limitsView(account, Date.now())
  }

  async wallets(owned: Owned): Promise<WalletList> {
    return { items: [...(await this.readAs(owned.userId, (db) => readWallets(db, owned)))], next: null }
  }

  async wallet(owned: Owned, currency: string): Promise<WalletView> {
    const { items } = await this.wallets(owned)
    const wallet = items.find((item) => item.currency === currency)
    if (!wallet) throw notFound('wallet-not-found', 'wallet')
    return wallet
  }

  async holdings(owned: Owned): Promise<HoldingList> {
    return { items: [...(await this.readAs(owned.userId, (db) => readHoldings(db, owned)))], next: null }
  }

  async portfolio(owned: Owned, displayCurrency: string | undefined): Promise<PortfolioView> {
    const now = Date.now()
    const [cash, positions] = await this.readAs(owned.userId, async (db) => [
      [...(await readWallets(db, owned))],
      [...(await readPositions(db, owned, now))],
    ])
    const totals = totalsOf(cash, positions)
    const display = displayCurrency === undefined ? null : displayOf(totals, displayCurrency, this.rates)
    return { accountId: owned.accountId, cash, positions, totals, display }
  }

  async entries(owned: Owned, query: EntryQuery): Promise<EntryList> {
    const after = query.cursor === undefined ? undefined : decodeCursor(query.cursor, EntryPlace)
    const items = await this.readAs(owned.userId, (db) => readEntries(db, owned, { ...query, after }))
    return pageOfRows(items, query.limit, ({ id }) => id.split('/'))
  }

  async adjustments(query: AdjustmentQuery): Promise<AdjustmentList> {
    const items = await readAdjustments(this.db, { ...query, ...afterOf(query.cursor) })
    return pageOfRows(items, query.limit, ({ proposedAt, id }) => [proposedAt, id])
  }

  async adjustment(id: string): Promise<AdjustmentView> {
    const row = isId(id) ? await this.adjustmentsById.one(id) : undefined
    if (!row) throw notFound('adjustment-not-found', 'adjustment')
    return adjustmentView(row)
  }

  /** Throws 404 for an account that was never opened here. */
  async mustKnow(accountId: string): Promise<void> {
    if ((await this.ownerOf(accountId)) === undefined) {
      throw new Problem(404, 'account-unknown', 'There is no such account.')
    }
  }

  trialBalance({ at }: TrialBalanceQuery): Promise<TrialBalanceView> {
    return readTrialBalance(this.db, at)
  }

  /** Whose account it is; undefined when it was never opened. */
  private async ownerOf(accountId: string): Promise<string | undefined> {
    return (await this.ownersById.one(accountId))?.['user_id'] as string | undefined
  }
}

/** Position and line of a posting. */
const EntryPlace = z.tuple([z.string().regex(/^\d{1,15}$/), z.string().regex(/^\d{1,4}$/)])

const OBSTACLES = {
  account_closed: 'account-closed',
  account_not_active: 'account-not-active',
  kyc_not_approved: 'kyc-not-approved',
  under_review: 'under-review',
} as const satisfies Record<Bar, StandingView['trading']>
const obstacleOf = (bar: Bar | undefined): StandingView['trading'] => (bar === undefined ? null : OBSTACLES[bar])

const notFound = (code: string, what: string): Problem => new Problem(404, code, `There is no such ${what}.`)
