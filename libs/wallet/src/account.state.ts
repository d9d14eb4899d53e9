import type { AccountLimits, AdjustmentAccount, ExchangeRate } from '@filao/contracts'
import { localDay, type Id, type Instant } from '@filao/kernel'
import { ZERO, type Units } from '@filao/money'
import type { Holding, Wallet } from './balance.state'
import type { Reservation } from './reservation.state'
import type { LegSettled, WalletEvent, WalletsOpened } from './wallet.events'

type Restricted = Extract<WalletEvent, { type: 'AccountRestricted' }>

export interface Restriction {
  readonly kind: Restricted['kind']
  readonly scope: Restricted['scope']
  readonly since: Instant
}

/** What one leg has posted to the partition's clearing account: credits − debits, until both legs are settled. */
export interface OpenItem {
  readonly tradeId: Id
  readonly side: LegSettled['side']
  readonly assetId: Id
  readonly currency: string
  readonly money: Units
  readonly quantity: Units
  readonly openedAt: Instant
  closedAt: Instant | undefined
}

/** Proceeds of sales that become withdrawable on one day. */
export interface Maturity {
  readonly currency: string
  readonly maturesOn: string
  amount: Units
}

export interface Adjustment {
  readonly adjustmentId: Id
  readonly asset: string
  readonly amount: Units
  readonly unitCost: Units | undefined
  readonly against: AdjustmentAccount
  readonly reason: string
  readonly evidence: string
  readonly commandHash: string
  readonly proposedBy: Id
  status: 'proposed' | 'posted' | 'rejected'
  decidedBy: Id | undefined
  decidedAt: Instant | undefined
}

/** Money that came in under one id, a deposit's or a receipt's, and what became of it. */
export interface Credit {
  readonly creditId: Id
  readonly currency: string
  readonly gross: Units
  readonly fee: Units
  status: 'credited' | 'suspended' | 'released' | 'charged_back'
  rate: ExchangeRate | undefined
  murAmount: Units | undefined
}

/**
 * The aggregate: everything that one account owns and owes. Changed in place, because it is on the path of every order
 * and a rollback drops the memory. What is finished (released reservations, closed items, decided adjustments) may be
 * dropped from it at any time; it is loaded again when a command names it.
 */
export interface Account {
  readonly accountId: Id
  /** `unknown` until its wallets are opened. */
  status: 'unknown' | 'open' | 'restricted' | 'closed'
  userId: Id
  kind: WalletsOpened['kind']
  /** Counts the changes of the kind. */
  kindVersion: number
  mode: WalletsOpened['mode']
  readonly restrictions: Restriction[]
  limits: AccountLimits
  /** Value in USD reserved on the day `volumeOn`, in Mauritius. */
  volumeDay: Units
  volumeOn: string | undefined
  /** Value in USD of the withdrawals reserved on the day `withdrawnOn` and in its month, without those released. */
  withdrawnDay: Units
  withdrawnMonth: Units
  withdrawnOn: string | undefined
  closedAt: Instant | undefined
  readonly wallets: Map<string, Wallet>
  readonly holdings: Map<string, Holding>
  readonly reservations: Map<Id, Reservation>
  /** By {@link legKey}. */
  readonly openItems: Map<string, OpenItem>
  /** By {@link maturityKey}. */
  readonly maturities: Map<string, Maturity>
  readonly adjustments: Map<Id, Adjustment>
  /** Those that a command names, and with the end of a freeze those in suspense: else what came in is never looked at again. */
  readonly credits: Map<Id, Credit>
  /** Conversions that have been done, as far as a command of this batch names them. */
  readonly conversions: Set<Id>
}

export const maturityKey = (currency: string, maturesOn: string): string => `${currency}:${maturesOn}`

export const unknownAccount = (accountId: Id): Account => ({
  accountId,
  status: 'unknown',
  userId: '',
  kind: 'client',
  kindVersion: 0,
  mode: 'live',
  restrictions: [],
  limits: { version: 0 },
  volumeDay: ZERO,
  volumeOn: undefined,
  withdrawnDay: ZERO,
  withdrawnMonth: ZERO,
  withdrawnOn: undefined,
  closedAt: undefined,
  wallets: new Map(),
  holdings: new Map(),
  reservations: new Map(),
  openItems: new Map(),
  maturities: new Map(),
  adjustments: new Map(),
  credits: new Map(),
  conversions: new Set(),
})

/** True when limits by value are judged: of live clients only. */
export const isLimited = ({ mode, kind }: Account): boolean => mode === 'live' && kind === 'client'

/** Proceeds of a live sale wait for their settlement day; paper money never leaves, so it need not. */
export const isUnsettled = (event: Pick<LegSettled, 'side' | 'mode' | 'settlementDate'>, now: Instant): boolean =>
  event.side === 'sell' && event.mode === 'live' && event.settlementDate > localDay(now)
