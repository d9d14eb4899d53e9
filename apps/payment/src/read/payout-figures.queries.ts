import type { Queryable } from '@filao/engine'
import { gauges } from '@filao/service'
import { IS_CONTRADICTED } from '../store/withdrawal.rows.store'

/** From when on nobody knows what became of it: since it was handed over, for the bank has said nothing that lasts. */
const FIGURES = `SELECT coalesce(extract(epoch FROM now() - min(submitted_at)), 0)::float8 AS oldest
  FROM payment.payouts WHERE status IN ('submitted', 'unknown')`

/** How long the payout has waited of which nobody has been able to tell for the longest time what became; 0 without one. */
export async function oldestUncertainSeconds(db: Queryable): Promise<number> {
  const { rows } = await db.query({ name: 'payment_payout_figures', text: FIGURES })
  return rows[0]!['oldest'] as number
}

/** A contradicted payout is a hold, so that the index of these finds it. */
const CONTRADICTED = `SELECT count(*)::int AS contradicted FROM payment.withdrawals
  WHERE hold_since IS NOT NULL AND ${IS_CONTRADICTED}`

/** How many payouts their bank tells the opposite of, and nobody has said yet what is true. */
export async function contradictedPayouts(db: Queryable): Promise<number> {
  const { rows } = await db.query({ name: 'payment_payouts_contradicted', text: CONTRADICTED })
  return rows[0]!['contradicted'] as number
}

export function observePayouts(db: Queryable): void {
  gauges(['filao_payment_payout_uncertain_seconds', 'filao_payment_payouts_contradicted'], async (observe) => {
    observe('filao_payment_payout_uncertain_seconds', await oldestUncertainSeconds(db))
    observe('filao_payment_payouts_contradicted', await contradictedPayouts(db))
  })
}
