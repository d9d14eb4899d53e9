import type { Posting, WalletAfter } from '@filao/contracts'
import { parseUnits, ZERO, type Units } from '@filao/money'
import { thaw } from './credit.decider'
import { barred, bars, defaultLimits } from './limits.decider'
import { credit, debit } from './movement.events'
import type {
  CloseAccount,
  LiftRestriction,
  OpenWallets,
  RecordAccountKind,
  RestrictAccount,
  SetAccountLimits,
} from './wallet.commands'
import { refuse, type WalletDecision, type WalletRefusal } from './wallet.refusals'
import type { Account } from './account.state'

/** Paper money of a demo account, in USD. */
const DEMO_MONEY = parseUnits('100000')

/**
 * Opens the wallets of a new account. Real money stands still until compliance has said that its client is approved. The
 * limits that hold until compliance has resolved others stand in the log, so a later default changes no history.
 */
export function openWallets(command: OpenWallets, account: Account): WalletDecision {
  const { accountId, userId, kind, mode } = command
  if (account.status !== 'unknown') {
    // The kind may have changed since.
    const isKind = account.kindVersion > 0 || account.kind === kind
    const isSame = account.userId === userId && isKind && account.mode === mode
    return isSame ? [] : refuse('idempotency_mismatch')
  }
  const demo = mode === 'demo'
  const postings: Posting[] = demo
    ? [debit('demo_issuance', 'USD', DEMO_MONEY), credit('client_cash', 'USD', DEMO_MONEY)]
    : []
  const wallets = demo ? [opened('USD', DEMO_MONEY)] : [opened('MUR', ZERO), opened('USD', ZERO)]
  const openedNow = { type: 'WalletsOpened', accountId, userId, kind, mode, postings, wallets } as const
  if (demo) return [openedNow]
  return [
    openedNow,
    { type: 'AccountRestricted', accountId, kind: 'kyc', scope: 'all', endsTrading: false },
    { type: 'AccountLimitsSet', accountId, limits: defaultLimits },
  ]
}

const opened = (currency: string, available: Units): WalletAfter => ({
  currency,
  available,
  reserved: ZERO,
  total: available,
  unsettled: ZERO,
  version: 1,
})

/** One restriction of each kind; another scope replaces the one before. */
export function restrict({ accountId, kind, scope }: RestrictAccount, account: Account): WalletDecision {
  if (account.status === 'unknown') return refuse('account_unknown')
  const known = account.restrictions.some((restriction) => restriction.kind === kind && restriction.scope === scope)
  if (known) return []
  const endsTrading = barred(account) === undefined && bars({ kind, scope }, account)
  return [{ type: 'AccountRestricted', accountId, kind, scope, endsTrading }]
}

/** With a freeze ends what it has kept from the account. */
export function lift({ accountId, kind }: LiftRestriction, account: Account): WalletDecision {
  if (account.status === 'unknown') return refuse('account_unknown')
  const known = account.restrictions.some((restriction) => restriction.kind === kind)
  if (!known) return []
  const lifted = { type: 'RestrictionLifted', accountId, kind } as const
  return kind === 'freeze' ? [lifted, ...thaw(account)] : [lifted]
}

/**
 * Limits carry a version, so that an older set that comes late changes nothing. Those of a market maker are kept, and
 * judged once it is a client's account again; paper money has none.
 */
export function setLimits({ accountId, limits }: SetAccountLimits, account: Account): WalletDecision {
  if (account.status === 'unknown') return refuse('account_unknown')
  if (account.mode === 'demo' || limits.version <= account.limits.version) return []
  return [{ type: 'AccountLimitsSet', accountId, limits }]
}

/** A change of kind carries a version, so that an older one that comes late changes nothing. */
export function recordKind({ accountId, kind, version }: RecordAccountKind, account: Account): WalletDecision {
  if (account.status === 'unknown') return refuse('account_unknown')
  return version <= account.kindVersion ? [] : [{ type: 'AccountKindRecorded', accountId, kind, version }]
}

/** Closes for good. Paper money and paper positions are nobody's, so they keep nothing open. */
export function closeAccount({ accountId, userId, reason }: CloseAccount, account: Account): WalletDecision {
  if (account.status === 'closed') return []
  const refusal = obstacle(account)
  if (!refusal) return [{ type: 'AccountClosed', accountId, userId, reason }]
  return { ...refusal, recorded: [{ type: 'AccountClosureRefused', accountId, userId, reason: refusal.refused }] }
}

function obstacle(account: Account): WalletRefusal | undefined {
  const { restrictions, reservations, openItems, holdings, wallets } = account
  if (account.status === 'unknown') return refuse('account_unknown')
  if (restrictions.some(({ kind }) => kind === 'freeze')) return refuse('under_review')
  if (some(reservations, ({ status }) => status === 'active')) return refuse('reservations_active')
  if (some(openItems, ({ closedAt }) => closedAt === undefined)) return refuse('open_items')
  if (account.mode === 'demo') return undefined
  if (some(holdings, ({ quantity }) => quantity > ZERO)) return refuse('open_positions_exist')
  if (some(wallets, ({ available, reserved }) => available + reserved > ZERO)) return refuse('balance_not_zero')
  return undefined
}

const some = <T>(map: ReadonlyMap<string, T>, holds: (value: T) => boolean): boolean => [...map.values()].some(holds)
