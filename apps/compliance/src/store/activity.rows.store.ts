import type { Activity, Turnover } from '@filao/compliance'
import { Decimal, Total, type PaymentDirection } from '@filao/contracts'
import type { JsonRow } from '@filao/engine'
import type { RowTable } from './rows.store'

/** What has come in and gone out: each payment's row is written once. */
export const turnoverRows: RowTable = {
  table: 'turnover',
  columns: 'user_id direction day mur_amount is_beyond_declared',
  appendOnly: true,
  idsOf: (event) => (event.type === 'TurnoverRecorded' ? [event.paymentId] : []),
  row: ({ id, activity }, paymentId) => rowOf(id, activity.payments.get(paymentId)!),
}

const rowOf = (userId: string, { direction, day, murAmount, isBeyondDeclared }: Turnover): JsonRow => ({
  user_id: userId,
  direction,
  day,
  mur_amount: Decimal.encode(murAmount),
  is_beyond_declared: isBeyondDeclared,
})

/**
 * Sums by month and direction of those whom `owned` picks, as far back as anything looks, and the payments that the
 * commands name ($3): amounts as text, which a number of JSON cannot hold.
 */
export const activitySql = (owned: string): string => `
    (SELECT coalesce(json_agg(m), '[]') FROM (SELECT to_char(day, 'YYYY-MM') AS month, direction, sum(mur_amount)::text AS sum
      FROM compliance.turnover WHERE partition = $1 AND ${owned} AND day > now() - interval '13 months'
      GROUP BY 1, 2) m) AS months,
    (SELECT coalesce(json_agg(p ORDER BY p.id), '[]') FROM (SELECT id, direction, day::text AS day,
      mur_amount::text AS mur_amount, is_beyond_declared FROM compliance.turnover
      WHERE partition = $1 AND ${owned} AND id = ANY ($3::uuid[])) p) AS payments`

export interface LoadedActivity {
  readonly months: readonly JsonRow[]
  readonly payments: readonly JsonRow[]
}

/** Puts what was loaded into an activity that is empty. */
export function fillActivity(
  activity: Activity,
  counterparties: readonly string[],
  { months, payments }: LoadedActivity,
): void {
  for (const country of counterparties) activity.counterparties.add(country)
  for (const row of months) {
    const month = row['month'] as string
    const sums = activity.months.get(month) ?? { deposit: 0n, withdrawal: 0n }
    const sum = Total.decode(row['sum'] as string)
    activity.months.set(month, { ...sums, [row['direction'] as PaymentDirection]: sum })
  }
  for (const row of payments) {
    const paymentId = row['id'] as string
    activity.payments.set(paymentId, {
      paymentId,
      direction: row['direction'] as PaymentDirection,
      day: row['day'] as string,
      murAmount: Decimal.decode(row['mur_amount'] as string),
      isBeyondDeclared: row['is_beyond_declared'] as boolean,
    })
  }
}
