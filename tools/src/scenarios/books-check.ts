import { formatUnits } from '@filao/money'
import type { ChaosPlatform } from '../chaos/platform'
import { compareBooks } from '../client/bank-books'
import { booksOf, checkPayouts, checkTaken, type Providers } from './client-check'
import { counted, type Question } from './counted'

/**
 * Everything that must hold when nothing moves; each sentence is a breach. The providers' own books are the oracle: what
 * they hold is what the ledger has, with what is on its way.
 */
export async function checkBooks({ db }: ChaosPlatform, providers: Providers): Promise<readonly string[]> {
  const compared = await compareBooks({ wallet: db, payment: db, ...providers })
  const apart = compared
    .filter(({ there, here }) => there !== here)
    .map(
      ({ currency, there, here }) =>
        `${currency}: the providers hold ${formatUnits(there)}, ledger and flight say ${formatUnits(here)}`,
    )
  const books = await booksOf(providers)
  const untold = books.untold === 0 ? [] : [`${books.untold} notifications that the bank could not tell`]
  const notifications = [...untold, ...(await checkTaken(db, books))]
  return [...apart, ...(await counted(db, QUESTIONS)), ...notifications, ...(await checkPayouts(db, books))]
}

/** Sentences for what the bank will still take back: it says so by the cents, and does it days after it was paid. */
export async function checkTakenBack(providers: Providers): Promise<readonly string[]> {
  const { movements } = await booksOf(providers)
  return movements
    .filter(({ status, amount }) => status === 'received' && amount.endsWith('.09'))
    .map(({ reference }) => `the bank has not taken ${reference} back`)
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
