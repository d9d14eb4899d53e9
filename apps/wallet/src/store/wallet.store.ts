import { upsertPart, type Queryable, type Recorded, type StatementPart, type StateStore } from '@filao/engine'
import { legKey, type Account, type WalletCommand, type WalletEvent } from '@filao/wallet'
import {
  loadAccounts,
  loadNamedAdjustments,
  loadNamedConversions,
  loadNamedCredits,
  loadNamedReservations,
  loadSettledLegs,
  loadSuspendedCredits,
} from './account.load.store'
import { accountRows } from './account.row.store'
import { adjustmentRows } from './adjustment.row.store'
import { conversionRows } from './conversion.row.store'
import { creditRows } from './credit.row.store'
import { holdingRows, walletRows } from './balance.row.store'
import { clientLedgerRows, houseLedgerPart, transactionRows } from './ledger.row.store'
import { reservationRows } from './reservation.row.store'
import { appendPart } from './saved.store'
import { maturedPart, maturityRows, openItemRows } from './settlement.row.store'
import { Touched } from './touched.store'

/** Accounts that a partition keeps in memory; those used last stay. About 3 KiB each. */
export const RESIDENT_ACCOUNTS_MAX = 20_000

/** Accounts come into memory when a command names them, and stay there with all that is not finished. */
export class WalletStore implements StateStore<WalletCommand, WalletEvent, Account> {
  constructor(private readonly residentAccountsMax = RESIDENT_ACCOUNTS_MAX) {}

  async load(
    db: Queryable,
    partition: number,
    commands: readonly WalletCommand[],
    memory: Map<string, Account>,
  ): Promise<void> {
    // The account first: what is finished is looked up only for accounts that exist.
    await loadAccounts(db, partition, commands, memory)
    await loadNamedReservations(db, partition, commands, memory)
    await loadSettledLegs(db, partition, commands, memory)
    await loadNamedAdjustments(db, partition, commands, memory)
    await loadNamedCredits(db, partition, commands, memory)
    await loadSuspendedCredits(db, partition, commands, memory)
    await loadNamedConversions(db, partition, commands, memory)
  }

  parts(
    _: number,
    events: readonly Recorded<WalletEvent>[],
    memory: ReadonlyMap<string, Account>,
  ): readonly StatementPart[] {
    const touched = new Touched(events, memory)
    return [
      upsertPart(accountRows, [...touched.accounts.values()]),
      upsertPart(walletRows, [...touched.wallets.values()]),
      upsertPart(holdingRows, [...touched.holdings.values()]),
      upsertPart(reservationRows, [...touched.reservations.values()]),
      upsertPart(openItemRows, [...touched.openItems.values()]),
      appendPart(maturityRows, touched.maturities),
      maturedPart(touched.matured),
      upsertPart(clientLedgerRows, [...touched.clientLedger.values()]),
      houseLedgerPart(touched.houseEntries),
      appendPart(transactionRows, touched.transactions),
      upsertPart(creditRows, [...touched.credits.values()]),
      upsertPart(adjustmentRows, [...touched.adjustments.values()]),
      upsertPart(conversionRows, [...touched.conversions.values()]),
    ]
  }

  forget(memory: Map<string, Account>, events: readonly Recorded<WalletEvent>[]): void {
    for (const { aggregate, event } of events) {
      const account = memory.get(aggregate)
      if (!account) continue
      forgetFinished(account, event)
      // Back to the end of the map: its order is that of the last use.
      memory.delete(aggregate)
      memory.set(aggregate, account)
    }
    for (const accountId of memory.keys()) {
      if (memory.size <= this.residentAccountsMax) break
      memory.delete(accountId)
    }
  }
}

/** Drops what an event has finished. Named again by a late command, it comes back from its row. */
function forgetFinished(account: Account, event: WalletEvent): void {
  if ('reservationId' in event) {
    const status = account.reservations.get(event.reservationId)?.status
    if (status !== undefined && status !== 'active') account.reservations.delete(event.reservationId)
  } else if ('creditId' in event) {
    account.credits.delete(event.creditId)
  } else if ('conversionId' in event) {
    account.conversions.delete(event.conversionId)
  } else if ('adjustmentId' in event) {
    const status = account.adjustments.get(event.adjustmentId)?.status
    if (status !== undefined && status !== 'proposed') account.adjustments.delete(event.adjustmentId)
  } else if (event.type === 'OpenItemClosed') {
    account.openItems.delete(legKey(event.tradeId, event.side))
  }
}
