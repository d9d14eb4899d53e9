import type { LedgerAccountKind } from '@filao/contracts'
import type { Id } from '@filao/kernel'
import type { Units } from '@filao/money'
import type { WalletEvent } from './wallet.events'

/** One line of the ledger, as an event posted it. */
export interface LedgerEntry {
  /** 1, 2, 3 … within its event. */
  readonly line: number
  readonly kind: LedgerAccountKind
  /** The account of a client; undefined for an account of the house, which exists once per partition. */
  readonly accountId: Id | undefined
  readonly mode: 'live' | 'demo'
  readonly asset: string
  readonly direction: 'debit' | 'credit'
  readonly amount: Units
  /** The event that posted it. */
  readonly cause: WalletEvent['type']
  /** The reservation, trade, adjustment or account that it is about. */
  readonly referenceId: Id
}

const CLIENT_KINDS: ReadonlySet<LedgerAccountKind> = new Set([
  'client_cash',
  'client_cash_reserved',
  'client_asset',
  'client_asset_reserved',
  'client_receivable',
])

/** The ledger lines of an event, in the order in which it posted them; none for an event that moves nothing. */
export function entriesOf(event: WalletEvent): readonly LedgerEntry[] {
  if (!('postings' in event)) return []
  const referenceId = referenceOf(event)
  return event.postings.map(({ account, asset, direction, amount }, at) => ({
    line: at + 1,
    kind: account,
    accountId: CLIENT_KINDS.has(account) ? event.accountId : undefined,
    mode: event.mode,
    asset,
    direction,
    amount,
    cause: event.type,
    referenceId,
  }))
}

function referenceOf(event: WalletEvent): Id {
  if ('tradeId' in event) return event.tradeId
  if ('reservationId' in event) return event.reservationId
  if ('creditId' in event) return event.creditId
  if ('adjustmentId' in event) return event.adjustmentId
  if ('conversionId' in event) return event.conversionId
  return event.accountId
}
