import { formatUnits, readUnits, type Units } from '@filao/money'
import type { ChaosPlatform } from '../chaos/platform'
import { counted, type Question } from './counted'
import type { ControlledProvider } from './provider'

interface BankBooks {
  readonly balances: Readonly<Record<string, string>>
  readonly payouts: readonly { readonly endToEndId: string; readonly status: string }[]
  readonly untold: number
}
interface PageBooks {
  readonly orders: readonly {
    readonly status: string
    readonly paid: string
    readonly currency: string
    readonly isRefunded: boolean
    readonly isTold: boolean
  }[]
}

/** What the ledger has on its bank accounts, by currency: debits less credits. */
export async function ledgerAtBank({ db }: ChaosPlatform): Promise<ReadonlyMap<string, Units>> {
  const { rows } = await db.query<{ asset: string; balance: string }>(
    `SELECT asset, sum(debits - credits)::text AS balance FROM wallet.ledger_accounts
      WHERE kind = 'bank' AND mode = 'live' GROUP BY asset`,
  )
  return new Map(rows.map(({ asset, balance }) => [asset, readUnits(balance)]))
}

/** What has come in and is not in the ledger yet: received, and neither credited nor kept in suspense. */
async function inFlight({ db }: ChaosPlatform): Promise<ReadonlyMap<string, Units>> {
  const { rows } = await db.query<{ currency: string; amount: string }>(
    `SELECT received_currency AS currency, sum(received_amount)::text AS amount FROM payment.deposits
      WHERE status IN ('processing', 'held') OR (status = 'cleared' AND credit IS NULL) GROUP BY received_currency`,
  )
  return new Map(rows.map(({ currency, amount }) => [currency, readUnits(amount)]))
}

/**
 * Everything that must hold when a scenario has come to rest; each sentence is a breach. The providers' own books are
 * the oracle: what they hold is what the ledger has, with what is on its way.
 */
export async function checkBooks(
  platform: ChaosPlatform,
  providers: readonly [bank: ControlledProvider, mips: ControlledProvider],
  before: ReadonlyMap<string, Units>,
): Promise<readonly string[]> {
  const bank = (await providers[0].books()) as unknown as BankBooks
  const pages = (await providers[1].books()) as unknown as PageBooks
  const breaches: string[] = []
  const [ledger, flight] = [await ledgerAtBank(platform), await inFlight(platform)]
  const held = providersHold(bank, pages)
  for (const currency of new Set([...held.keys(), ...ledger.keys(), ...flight.keys()])) {
    const known = (ledger.get(currency) ?? 0n) - (before.get(currency) ?? 0n) + (flight.get(currency) ?? 0n)
    const there = held.get(currency) ?? 0n
    if (known !== there) {
      breaches.push(
        `${currency}: the providers hold ${formatUnits(there)}, ledger and flight say ${formatUnits(known)}`,
      )
    }
  }
  return [...breaches, ...(await checkRows(platform, bank))]
}

function providersHold(bank: BankBooks, pages: PageBooks): ReadonlyMap<string, Units> {
  const held = new Map(Object.entries(bank.balances).map(([currency, amount]) => [currency, readUnits(amount)]))
  for (const { status, paid, currency, isRefunded } of pages.orders) {
    if (status !== 'success' || isRefunded) continue
    held.set(currency, (held.get(currency) ?? 0n) + readUnits(paid) / 100n)
  }
  return held
}

/** What was done twice, lost, or never finished. */
const QUESTIONS: readonly Question[] = [
  ['notifications that nobody has worked on', 'SELECT count(*) FROM payment.provider_webhooks WHERE outcome IS NULL'],
  [
    'deposits credited more than once',
    `SELECT count(*) FROM (SELECT data ->> 'creditId' FROM wallet.event_log
      WHERE type LIKE 'filao.wallet.DepositCredited.%' GROUP BY 1 HAVING count(*) > 1) AS t`,
  ],
  [
    'payouts posted or freed more than once',
    `SELECT count(*) FROM (SELECT data ->> 'reservationId' FROM wallet.event_log
      WHERE type LIKE 'filao.wallet.PayoutPosted.%' OR type LIKE 'filao.wallet.ReservationReleased.%'
      GROUP BY 1 HAVING count(*) > 1) AS t`,
  ],
  [
    'movements taken more than once',
    `SELECT count(*) FROM (SELECT data ->> 'providerReference' FROM payment.event_log
      WHERE type LIKE 'filao.payment.DepositReceived.%' GROUP BY 1 HAVING count(*) > 1) AS t`,
  ],
  [
    'payments credited or paid without a clear answer of compliance',
    `SELECT (SELECT count(*) FROM payment.deposits d WHERE d.status = 'cleared' AND NOT EXISTS (SELECT FROM compliance.aml_checks c
        WHERE c.id = d.screening_check_id AND c.check_result = 'clear'))
      + (SELECT count(*) FROM payment.withdrawals w, unnest(ARRAY[w.client_check_id, w.holder_check_id]) AS asked
        WHERE w.status IN ('approved', 'processing', 'completed') AND NOT EXISTS (SELECT FROM compliance.aml_checks c
          WHERE c.id = asked AND c.check_result = 'clear'))`,
  ],
  [
    'assets that do not add up',
    'SELECT count(*) FROM (SELECT 1 FROM wallet.ledger_accounts GROUP BY mode, asset HAVING sum(debits) <> sum(credits)) AS t',
  ],
  [
    'parked inputs',
    `SELECT (SELECT count(*) FROM payment.parked) + (SELECT count(*) FROM wallet.parked)
      + (SELECT count(*) FROM compliance.parked)`,
  ],
]

/** Sentences for that, and for what the bank knows otherwise. */
async function checkRows({ db }: ChaosPlatform, bank: BankBooks): Promise<readonly string[]> {
  const breaches = [...(await counted(db, QUESTIONS))]
  const { rows } = await db.query<{ end_to_end_id: string; status: string }>(
    'SELECT end_to_end_id, status::text AS status FROM payment.payouts',
  )
  const atBank = new Map(bank.payouts.map(({ endToEndId, status }) => [endToEndId, status]))
  for (const { end_to_end_id: id, status } of rows) {
    if (atBank.get(id) !== status) breaches.push(`payout ${id} is ${status} here and ${atBank.get(id)} at the bank`)
  }
  return breaches
}
