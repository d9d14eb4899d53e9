import { readUnits, type Units } from '@filao/money'
import type { Pool } from 'pg'
import type { ControlledProvider } from './payment-provider'
import { LOAD_EVIDENCE } from './traders'

interface BankBooks {
  readonly balances: Readonly<Record<string, string>>
}
interface PageBooks {
  readonly orders: readonly {
    readonly status: string
    readonly paid: string
    readonly currency: string
    readonly isRefunded: boolean
  }[]
}

/** The two sides that must say the same. */
export interface BooksToCompare {
  readonly wallet: Pool
  readonly payment: Pool
  readonly bank: ControlledProvider
  readonly mips: ControlledProvider
}

/** Of a currency: what the providers' own books hold, and what ours say that they hold. */
export interface Compared {
  readonly currency: string
  readonly there: Units
  readonly here: Units
}

/**
 * Compares the providers' own books with ours: the ledger's bank accounts, and what has come in and is not credited yet.
 * Each side is read at its own moment, so that for as long as a notification takes they may differ.
 */
export async function compareBooks({ wallet, payment, bank, mips }: BooksToCompare): Promise<readonly Compared[]> {
  const bankBooks = (await bank.books()) as unknown as BankBooks
  const pageBooks = (await mips.books()) as unknown as PageBooks
  const there = providersHold(bankBooks, pageBooks)
  const here = sum(await unitsBy(wallet, LEDGER, [LOAD_EVIDENCE]), await unitsBy(payment, IN_FLIGHT))
  const currencies = [...new Set([...there.keys(), ...here.keys()])].sort()
  return currencies.map((currency) => ({
    currency,
    there: there.get(currency) ?? 0n,
    here: here.get(currency) ?? 0n,
  }))
}

/** The ledger's bank accounts, without what tools have put in by hand as load: that is at no bank. */
const LEDGER = `SELECT asset AS currency, sum(amount)::text AS amount FROM (
    SELECT asset, debits - credits AS amount FROM wallet.ledger_accounts WHERE kind = 'bank' AND mode = 'live'
    UNION ALL
    SELECT a.asset, -a.amount FROM wallet.adjustments a
      JOIN wallet.accounts c ON c.partition = a.partition AND c.id = a.account_id AND c.mode = 'live'
      WHERE a.status = 'posted' AND a.against = 'bank' AND a.evidence = $1) AS t GROUP BY asset`

/** What has come in and is not in the ledger yet: received, and neither credited nor kept in suspense. */
const IN_FLIGHT = `SELECT received_currency AS currency, sum(received_amount)::text AS amount FROM payment.deposits
  WHERE status IN ('processing', 'held') OR (status = 'cleared' AND credit IS NULL) GROUP BY received_currency`

async function unitsBy(db: Pool, sql: string, values: string[] = []): Promise<ReadonlyMap<string, Units>> {
  const { rows } = await db.query<{ currency: string; amount: string }>(sql, values)
  return new Map(rows.map(({ currency, amount }) => [currency, readUnits(amount)]))
}

function sum(...all: readonly ReadonlyMap<string, Units>[]): ReadonlyMap<string, Units> {
  const sums = new Map<string, Units>()
  for (const [currency, units] of all.flatMap((one) => [...one])) sums.set(currency, (sums.get(currency) ?? 0n) + units)
  return sums
}

function providersHold(bank: BankBooks, pages: PageBooks): ReadonlyMap<string, Units> {
  const held = new Map(Object.entries(bank.balances).map(([currency, amount]) => [currency, readUnits(amount)]))
  for (const { status, paid, currency, isRefunded } of pages.orders) {
    if (status !== 'success' || isRefunded) continue
    held.set(currency, (held.get(currency) ?? 0n) + readUnits(paid) / 100n)
  }
  return held
}
