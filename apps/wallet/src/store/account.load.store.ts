import { plainArray, type Queryable, type Row } from '@filao/engine'
import { assert } from '@filao/kernel'
import { legKey, maturityKey, unknownAccount, type Account, type WalletCommand } from '@filao/wallet'
import { ACCOUNTS_SQL, accountOfRow } from './account.row.store'
import { ADJUSTMENTS_SQL, adjustmentOfRow } from './adjustment.row.store'
import { creditOfRow, CREDITS_SQL, SUSPENDED_CREDITS_SQL } from './credit.row.store'
import { HOLDINGS_SQL, holdingOfRow, WALLETS_SQL, walletOfRow } from './balance.row.store'
import { ACTIVE_RESERVATIONS_SQL, NAMED_RESERVATIONS_SQL, reservationOfRow } from './reservation.row.store'
import { MATURITIES_SQL, maturityOfRow, OPEN_ITEMS_SQL, openItemOfRow, SETTLED_LEGS_SQL } from './settlement.row.store'

type Memory = Map<string, Account>

/** Loads accounts that memory lacks, with everything about them that is not finished. */
export async function loadAccounts(
  db: Queryable,
  partition: number,
  commands: readonly WalletCommand[],
  memory: Memory,
): Promise<void> {
  const missing = new Set<string>()
  for (const { accountId } of commands) if (!memory.has(accountId)) missing.add(accountId)
  if (missing.size === 0) return
  const ids = plainArray([...missing])
  const rowsOf = async (name: string, text: string): Promise<readonly Row[]> =>
    (await db.query({ name: `wallet_load_${name}`, text, values: [partition, ids] })).rows
  for (const row of await rowsOf('accounts', ACCOUNTS_SQL)) memory.set(row['id'] as string, accountOfRow(row))
  // Nothing belongs to an account that is not there.
  if (![...missing].some((id) => memory.has(id))) return
  const ownerOf = (row: Row): Account => {
    const account = memory.get(row['account_id'] as string)
    assert(account !== undefined, 'what an account owns is loaded after it')
    return account
  }
  for (const row of await rowsOf('wallets', WALLETS_SQL))
    ownerOf(row).wallets.set(row['currency'] as string, walletOfRow(row))
  for (const row of await rowsOf('holdings', HOLDINGS_SQL))
    ownerOf(row).holdings.set(row['asset_id'] as string, holdingOfRow(row))
  for (const row of await rowsOf('reservations', ACTIVE_RESERVATIONS_SQL)) {
    ownerOf(row).reservations.set(row['id'] as string, reservationOfRow(row))
  }
  for (const row of await rowsOf('open_items', OPEN_ITEMS_SQL)) {
    const item = openItemOfRow(row)
    ownerOf(row).openItems.set(legKey(item.tradeId, item.side), item)
  }
  for (const row of await rowsOf('maturities', MATURITIES_SQL)) {
    const maturity = maturityOfRow(row)
    ownerOf(row).maturities.set(maturityKey(maturity.currency, maturity.maturesOn), maturity)
  }
}

/** Loads finished reservations that a command names. Unfinished ones are in memory with their account. */
export async function loadNamedReservations(
  db: Queryable,
  partition: number,
  commands: readonly WalletCommand[],
  memory: Memory,
): Promise<void> {
  const missing = new Set<string>()
  for (const command of commands) {
    if (!('reservationId' in command)) continue
    const account = memory.get(command.accountId)
    if (account && !account.reservations.has(command.reservationId)) missing.add(command.reservationId)
  }
  if (missing.size === 0) return
  const { rows } = await db.query({
    name: 'wallet_load_named_reservations',
    text: NAMED_RESERVATIONS_SQL,
    values: [partition, plainArray([...missing])],
  })
  for (const row of rows)
    memory.get(row['account_id'] as string)?.reservations.set(row['id'] as string, reservationOfRow(row))
}

/**
 * Tells reservations that were loaded which of the legs that a command brings they have settled already. One that was
 * made in this memory knows all its legs, so the usual leg costs no query.
 */
export async function loadSettledLegs(
  db: Queryable,
  partition: number,
  commands: readonly WalletCommand[],
  memory: Memory,
): Promise<void> {
  const legs = new Map<string, { readonly tradeId: string; readonly side: string; readonly settled: Set<string> }>()
  for (const command of commands) {
    if (command.type !== 'SettleLeg') continue
    const { accountId, reservationId, tradeId, side } = command
    const reservation = memory.get(accountId)?.reservations.get(reservationId)
    if (!reservation || reservation.status === 'tombstone' || reservation.settled.size >= reservation.legs) continue
    legs.set(legKey(tradeId, side), { tradeId, side, settled: reservation.settled })
  }
  if (legs.size === 0) return
  const asked = [...legs.values()]
  const { rows } = await db.query({
    name: 'wallet_load_settled_legs',
    text: SETTLED_LEGS_SQL,
    values: [partition, plainArray(asked.map(({ tradeId }) => tradeId)), plainArray(asked.map(({ side }) => side))],
  })
  for (const row of rows) {
    const key = legKey(row['trade_id'] as string, row['side'] as string)
    legs.get(key)?.settled.add(key)
  }
}

/** Loads adjustments that a command names. They are few and rare, so none is kept with its account. */
export async function loadNamedAdjustments(
  db: Queryable,
  partition: number,
  commands: readonly WalletCommand[],
  memory: Memory,
): Promise<void> {
  const missing = new Set<string>()
  for (const command of commands) {
    if (!('adjustmentId' in command)) continue
    const account = memory.get(command.accountId)
    if (account && !account.adjustments.has(command.adjustmentId)) missing.add(command.adjustmentId)
  }
  if (missing.size === 0) return
  const { rows } = await db.query({
    name: 'wallet_load_named_adjustments',
    text: ADJUSTMENTS_SQL,
    values: [partition, plainArray([...missing])],
  })
  for (const row of rows)
    memory.get(row['account_id'] as string)?.adjustments.set(row['id'] as string, adjustmentOfRow(row))
}

/**
 * Loads what came in under ids that a command names. Money of nobody has no account: its aggregate is the receipt, which
 * begins with what is known of it.
 */
export async function loadNamedCredits(
  db: Queryable,
  partition: number,
  commands: readonly WalletCommand[],
  memory: Memory,
): Promise<void> {
  const missing = new Map<string, string>()
  for (const command of commands) {
    if (!('creditId' in command)) continue
    if (!memory.get(command.accountId)?.credits.has(command.creditId)) missing.set(command.creditId, command.accountId)
  }
  if (missing.size === 0) return
  const { rows } = await db.query({
    name: 'wallet_load_named_credits',
    text: CREDITS_SQL,
    values: [partition, plainArray([...missing.keys()])],
  })
  for (const row of rows) {
    const accountId = missing.get(row['id'] as string)!
    const account = memory.get(accountId) ?? unknownAccount(accountId)
    memory.set(accountId, account)
    account.credits.set(row['id'] as string, creditOfRow(row))
  }
}

/** What accounts have in suspense whose freeze a command may end. */
export async function loadSuspendedCredits(
  db: Queryable,
  partition: number,
  commands: readonly WalletCommand[],
  memory: Memory,
): Promise<void> {
  const thawing = commands.flatMap((command) =>
    command.type === 'LiftRestriction' && command.kind === 'freeze' ? [command.accountId] : [],
  )
  if (thawing.length === 0) return
  const { rows } = await db.query({
    name: 'wallet_load_suspended_credits',
    text: SUSPENDED_CREDITS_SQL,
    values: [partition, plainArray(thawing)],
  })
  for (const row of rows) {
    const credits = memory.get(row['account_id'] as string)?.credits
    // What memory holds is never older than the row.
    if (credits && !credits.has(row['id'] as string)) credits.set(row['id'] as string, creditOfRow(row))
  }
}

/** Conversions that commands name and that are done already. */
export async function loadNamedConversions(
  db: Queryable,
  partition: number,
  commands: readonly WalletCommand[],
  memory: Memory,
): Promise<void> {
  const named = commands.flatMap((command) => (command.type === 'ConvertFunds' ? [command.conversionId] : []))
  if (named.length === 0) return
  const { rows } = await db.query({
    name: 'wallet_load_named_conversions',
    text: 'SELECT id, account_id FROM wallet.conversions WHERE partition = $1 AND id = ANY ($2::uuid[])',
    values: [partition, plainArray(named)],
  })
  for (const row of rows) memory.get(row['account_id'] as string)?.conversions.add(row['id'] as string)
}
