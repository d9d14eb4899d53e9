import { formatUnits, readUnits, type Units } from '@filao/money'
import type pg from 'pg'
import type { ControlledProvider } from '../client/payment-provider'

export interface Providers {
  readonly bank: ControlledProvider
  readonly mips: ControlledProvider
}

interface Movement {
  readonly reference: string
  readonly currency: string
  readonly amount: string
  readonly status: string
}
interface Payout {
  readonly endToEndId: string
  readonly currency: string
  readonly amount: string
  readonly status: string
}
interface Order {
  readonly id_order: string
  readonly currency: string
  /** In cents. */
  readonly paid: string
  readonly status: string
  readonly isRefunded: boolean
  readonly isTaken: boolean
  readonly transaction_id?: string
}
/** What the bank and the payment pages know. */
export interface Books {
  readonly movements: readonly Movement[]
  readonly payouts: readonly Payout[]
  readonly untold: number
  /** Notifications that the platform has said to have, by the payment that they are about. */
  readonly taken: readonly { readonly id: string; readonly reference: string }[]
  readonly orders: readonly Order[]
}

export async function booksOf({ bank, mips }: Providers): Promise<Books> {
  return { ...(await bank.books()), ...(await mips.books()) } as unknown as Books
}

/** What must hold of one client, whatever happens to others meanwhile; each sentence is a breach. */
export async function checkClient(db: pg.Pool, providers: Providers, accountId: string): Promise<readonly string[]> {
  const { rows: named } = await db.query<{ reference: string }>(REFERENCES, [accountId])
  const books = ofReferences(await booksOf(providers), new Set(named.map(({ reference }) => reference)))
  const { rows } = await db.query<{ currency: string; amount: string }>(HERE, [accountId])
  const here = new Map(rows.map(({ currency, amount }) => [currency, readUnits(amount)]))
  const there = heldOf(books)
  const apart = [...new Set([...here.keys(), ...there.keys()])]
    .filter((currency) => (here.get(currency) ?? 0n) !== (there.get(currency) ?? 0n))
    .map(
      (currency) =>
        `${currency}: the providers hold ${formatUnits(there.get(currency) ?? 0n)} of the client, ledger and flight say ` +
        formatUnits(here.get(currency) ?? 0n),
    )
  return [...apart, ...(await checkTaken(db, books)), ...(await checkPayouts(db, books, accountId))]
}

const REFERENCES = `SELECT payment_reference AS reference FROM payment.deposits WHERE account_id = $1
  UNION ALL SELECT end_to_end_id FROM payment.withdrawals WHERE account_id = $1`

/** What the client has, what was taken from it as fees, waits in suspense or is owed; and what is not credited yet. */
const HERE = `WITH own AS (
    SELECT id FROM payment.deposits WHERE account_id = $1
    UNION ALL SELECT id FROM payment.withdrawals WHERE account_id = $1
    UNION ALL SELECT id FROM payment.unallocated_receipts WHERE account_id = $1)
  SELECT asset AS currency, sum(amount)::text AS amount FROM (
    SELECT asset, credits - debits AS amount FROM wallet.ledger_accounts
      WHERE account_id = $1 AND kind IN ('client_cash', 'client_cash_reserved')
    UNION ALL
    SELECT asset, CASE direction WHEN 'credit' THEN amount ELSE -amount END FROM wallet.ledger_entries
      WHERE reference_id IN (SELECT id FROM own) AND kind IN ('fee_income', 'suspense', 'client_receivable')
    UNION ALL
    SELECT received_currency, received_amount FROM payment.deposits WHERE account_id = $1
      AND (status IN ('processing', 'held') OR (status = 'cleared' AND credit IS NULL))) AS t GROUP BY asset`

const ofReferences = (books: Books, own: ReadonlySet<string>): Books => ({
  ...books,
  movements: books.movements.filter(({ reference }) => own.has(reference)),
  payouts: books.payouts.filter(({ endToEndId }) => own.has(endToEndId)),
  taken: books.taken.filter(({ reference }) => own.has(reference)),
  orders: books.orders.filter(({ id_order: reference }) => own.has(reference)),
})

function heldOf({ movements, payouts, orders }: Books): ReadonlyMap<string, Units> {
  const held = new Map<string, Units>()
  const add = (currency: string, units: Units): void => void held.set(currency, (held.get(currency) ?? 0n) + units)
  for (const { status, currency, amount } of movements) if (status === 'received') add(currency, readUnits(amount))
  for (const { status, currency, amount } of payouts) if (status === 'completed') add(currency, -readUnits(amount))
  for (const { status, currency, paid, isRefunded } of orders)
    if (status === 'success' && !isRefunded) add(currency, readUnits(paid) / 100n)
  return held
}

/** Sentences for notifications that the platform has said to have, and has not kept or not worked on. */
export async function checkTaken(db: pg.Pool, { taken, orders }: Books): Promise<readonly string[]> {
  const pages = orders.filter(({ isTaken }) => isTaken).map(({ transaction_id: id }) => `${id}/received`)
  const ids = [...taken.map(({ id }) => id), ...pages]
  const { rows } = await db.query<{ id: string; outcome: string | null }>(
    'SELECT event_id AS id, outcome FROM payment.provider_webhooks WHERE event_id = ANY($1)',
    [ids],
  )
  const kept = new Map(rows.map(({ id, outcome }) => [id, outcome]))
  return ids
    .filter((id) => (kept.get(id) ?? null) === null)
    .map((id) => `notification ${id} was taken, and is not ${kept.has(id) ? 'worked on' : 'there'}`)
}

/** Sentences for the payouts of which the bank knows otherwise; of one account, or of all. */
export async function checkPayouts(db: pg.Pool, { payouts }: Books, accountId?: string): Promise<readonly string[]> {
  const atBank = new Map(payouts.map(({ endToEndId, status }) => [endToEndId, status]))
  const { rows } = await db.query<{ end_to_end_id: string; status: string }>(
    `SELECT p.end_to_end_id, p.status::text AS status FROM payment.payouts p
      JOIN payment.withdrawals w ON w.id = p.withdrawal_id WHERE $1::uuid IS NULL OR w.account_id = $1`,
    [accountId ?? null],
  )
  const apart = rows
    .filter(({ end_to_end_id: id, status }) => atBank.get(id) !== status)
    .map(({ end_to_end_id: id, status }) => `payout ${id} is ${status} here and ${atBank.get(id)} at the bank`)
  const known = new Set(rows.map(({ end_to_end_id: id }) => id))
  const paid = payouts.filter(({ endToEndId }) => !known.has(endToEndId))
  return [...apart, ...paid.map(({ endToEndId }) => `the bank paid ${endToEndId}, of which nobody knows here`)]
}
