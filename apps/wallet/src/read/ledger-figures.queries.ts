import type { Queryable } from '@filao/engine'
import { gauges } from '@filao/service'

/** Every account of the ledger is read for the trial balance: not with every scrape. */
const TRIAL_BALANCE_INTERVAL_MS = 30_000

const TRIAL_BALANCE = `SELECT coalesce(max(abs(difference)), 0)::float AS value FROM
  (SELECT sum(debits - credits) AS difference FROM wallet.ledger_accounts GROUP BY mode, asset) AS balances`

/** Clearing of all partitions, and the oldest of its open items; both from indexes. */
const CLEARING = `SELECT
  (SELECT coalesce(max(abs(balance)), 0)::float FROM
    (SELECT sum(credits - debits) AS balance FROM wallet.log_head h
      JOIN wallet.ledger_accounts a ON a.partition = h.partition AND a.kind = 'clearing'
      GROUP BY a.mode, a.asset) AS balances) AS balance,
  (SELECT coalesce(extract(epoch FROM clock_timestamp() - min(opened_at)), 0)::float
    FROM wallet.open_items WHERE closed_at IS NULL) AS oldest`

/** Shows on each scrape whether the books add up. Figures for alerts, not amounts: those are exact and elsewhere. */
export function observeLedger(db: Queryable): void {
  const trialBalance = cached(TRIAL_BALANCE_INTERVAL_MS, async () => {
    const { rows } = await db.query({ name: 'trial_balance_figure', text: TRIAL_BALANCE })
    return rows[0]?.['value'] as number
  })
  gauges(['filao_ledger_trial_balance_abs'], async (observe) =>
    observe('filao_ledger_trial_balance_abs', await trialBalance()),
  )
  gauges(['filao_ledger_clearing_abs', 'filao_ledger_clearing_oldest_seconds'], async (observe) => {
    const { rows } = await db.query({ name: 'clearing_figures', text: CLEARING })
    observe('filao_ledger_clearing_abs', rows[0]?.['balance'] as number)
    observe('filao_ledger_clearing_oldest_seconds', Math.max(0, rows[0]?.['oldest'] as number))
  })
}

/** A value that is read again when it is older than `intervalMs`. One that cannot be read is not kept. */
function cached(intervalMs: number, read: () => Promise<number>): () => Promise<number> {
  let known: { readonly value: number; readonly at: number } | undefined
  return async () => {
    if (known === undefined || Date.now() - known.at >= intervalMs) {
      known = undefined
      known = { value: await read(), at: Date.now() }
    }
    return known.value
  }
}
