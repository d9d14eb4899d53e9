import { assert } from '@filao/kernel'
import { ZERO } from '@filao/money'
import {
  entriesOf,
  isLimited,
  isUnsettled,
  legKey,
  type Account,
  type FundsConverted,
  type LedgerEntry,
  type LedgerTotals,
} from '@filao/wallet'
import { transactionsOf, type LedgerTransaction, type SavedLedgerAccount } from './ledger.row.store'
import type { Logged, Saved } from './saved.store'
import type { LegSettled, SavedItem, SavedMaturity } from './settlement.row.store'

type Part<Name extends string, Value> = Saved<{ readonly [Key in Name]: Value }>
type ValueOf<M> = M extends Map<string, infer Value> ? Value : never

/** What the events of a batch changed, each part once, as it stands after the batch. */
export class Touched {
  readonly accounts = new Map<string, Saved>()
  readonly wallets = new Map<string, Part<'wallet', ValueOf<Account['wallets']>>>()
  readonly holdings = new Map<string, Part<'holding', ValueOf<Account['holdings']>>>()
  readonly reservations = new Map<string, Part<'reservation', ValueOf<Account['reservations']>>>()
  readonly adjustments = new Map<string, Part<'adjustment', ValueOf<Account['adjustments']>>>()
  readonly credits = new Map<string, Part<'credit', ValueOf<Account['credits']>>>()
  readonly conversions = new Map<string, Part<'conversion', FundsConverted>>()
  readonly openItems = new Map<string, SavedItem>()
  readonly maturities: SavedMaturity[] = []
  readonly matured: Logged[] = []
  readonly clientLedger = new Map<string, SavedLedgerAccount>()
  readonly houseEntries: { readonly entry: LedgerEntry; readonly last: Logged }[] = []
  readonly transactions: LedgerTransaction[] = []

  constructor(events: readonly Logged[], memory: ReadonlyMap<string, Account>) {
    for (const last of events) {
      const account = memory.get(last.aggregate)
      assert(account !== undefined, 'an account that changed is in memory')
      this.touch(account, last)
      this.post(account, last)
    }
  }

  private touch(account: Account, last: Logged): void {
    const { event } = last
    switch (event.type) {
      case 'WalletsOpened':
        this.accounts.set(account.accountId, { account, last })
        for (const { currency } of event.wallets) this.touchWallet(account, currency, last)
        break
      case 'AccountRestricted':
      case 'RestrictionLifted':
      case 'AccountLimitsSet':
      case 'AccountKindRecorded':
      case 'AccountClosed':
        this.accounts.set(account.accountId, { account, last })
        break
      case 'FundsReserved':
      case 'ReservationIncreased':
        // What counts against limits stands in the account's row: a volume of those that are limited, and a withdrawal.
        if (isLimited(account) || isWithdrawal(account, event)) this.accounts.set(account.accountId, { account, last })
        this.touchReservation(account, event.reservationId, last)
        break
      case 'ReservationReleased':
        // A withdrawal that is released counts no more.
        if (isWithdrawal(account, event)) this.accounts.set(account.accountId, { account, last })
        this.touchReservation(account, event.reservationId, last)
        break
      case 'ReservationReduced':
      case 'PayoutPosted':
      case 'ReservationTombstoned':
        this.touchReservation(account, event.reservationId, last)
        break
      case 'LegSettled':
        this.touchReservation(account, event.reservationId, last)
        if (event.mode === 'demo') this.touchPaperLeg(account, event, last)
        else this.touchOpenItem(account, legKey(event.tradeId, event.side), last)
        if (isUnsettled(event, last.at) && event.gross > event.commission + event.fees) {
          this.maturities.push({ account, last, sale: event })
        }
        break
      case 'OpenItemClosed':
        this.touchOpenItem(account, legKey(event.tradeId, event.side), last)
        break
      case 'AdjustmentProposed':
      case 'BalanceAdjusted':
      case 'AdjustmentRejected':
        this.touchAdjustment(account, event.adjustmentId, last)
        break
      case 'DepositCredited':
      case 'CreditSuspended':
      case 'ReceiptSuspended':
      case 'SuspenseReleased':
      case 'ChargebackPosted':
        this.touchCredit(account, event.creditId, last)
        break
      case 'FundsConverted':
        this.conversions.set(event.conversionId, { account, conversion: event, last })
        this.touchWallet(account, event.to, last)
        break
      case 'ProceedsMatured':
        this.matured.push(last)
        break
      case 'PayoutCleared':
      case 'PayoutRefused':
      case 'ReservationRefused':
      case 'AccountClosureRefused':
        break
    }
    if ('wallet' in event && event.wallet) this.touchWallet(account, event.wallet.currency, last)
    if ('holding' in event && event.holding) this.touchHolding(account, event.holding.assetId, last)
  }

  private touchWallet(account: Account, currency: string, last: Logged): void {
    const wallet = account.wallets.get(currency)
    assert(wallet !== undefined, 'a wallet that changed is in memory')
    this.wallets.set(`${account.accountId}:${currency}`, { account, wallet, last })
  }

  private touchHolding(account: Account, assetId: string, last: Logged): void {
    const holding = account.holdings.get(assetId)
    assert(holding !== undefined, 'a holding that changed is in memory')
    this.holdings.set(`${account.accountId}:${assetId}`, { account, holding, last })
  }

  private touchReservation(account: Account, reservationId: string, last: Logged): void {
    const reservation = account.reservations.get(reservationId)
    assert(reservation !== undefined, 'a reservation that changed is in memory')
    this.reservations.set(reservationId, { account, reservation, last })
  }

  private touchCredit(account: Account, creditId: string, last: Logged): void {
    const credit = account.credits.get(creditId)
    assert(credit !== undefined, 'a credit that changed is in memory')
    this.credits.set(creditId, { account, credit, last })
  }

  private touchAdjustment(account: Account, adjustmentId: string, last: Logged): void {
    const adjustment = account.adjustments.get(adjustmentId)
    assert(adjustment !== undefined, 'an adjustment that changed is in memory')
    this.adjustments.set(adjustmentId, { account, adjustment, last })
  }

  private touchOpenItem(account: Account, key: string, last: Logged): void {
    const item = account.openItems.get(key)
    assert(item !== undefined, 'an open item that changed is in memory')
    this.openItems.set(`${key}:money`, { account, item, part: 'money', last })
    this.openItems.set(`${key}:quantity`, { account, item, part: 'quantity', last })
  }

  /** A paper leg leaves nothing in clearing. Its row is closed at birth and only tells that the leg is settled. */
  private touchPaperLeg(account: Account, leg: LegSettled, last: Logged): void {
    const { tradeId, side, assetId, currency } = leg
    const nothing = { money: ZERO, quantity: ZERO, openedAt: last.at, closedAt: last.at }
    const item = { tradeId, side, assetId, currency, ...nothing }
    this.openItems.set(`${legKey(tradeId, side)}:money`, { account, item, part: 'money', last })
  }

  private post(account: Account, last: Logged): void {
    const entries = entriesOf(last.event)
    if (entries.length === 0) return
    this.transactions.push(...transactionsOf(last, entries))
    for (const entry of entries) {
      const { kind, asset, accountId } = entry
      const totals = accountId && clientTotals(account, entry)
      if (totals) this.clientLedger.set(`${accountId}:${kind}:${asset}`, { account, last, kind, asset, totals })
      else this.houseEntries.push({ entry, last })
    }
  }
}

function clientTotals(account: Account, { kind, asset }: LedgerEntry): LedgerTotals | undefined {
  switch (kind) {
    case 'client_cash':
      return account.wallets.get(asset)?.cash
    case 'client_cash_reserved':
      return account.wallets.get(asset)?.cashReserved
    case 'client_asset':
      return account.holdings.get(asset)?.asset
    case 'client_asset_reserved':
      return account.holdings.get(asset)?.assetReserved
    default:
      return undefined
  }
}

function isWithdrawal({ reservations }: Account, { reservationId }: { readonly reservationId: string }): boolean {
  const reservation = reservations.get(reservationId)
  return reservation?.status !== 'tombstone' && reservation?.purpose === 'withdrawal'
}
