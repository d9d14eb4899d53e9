import type { Queryable, Row } from '@filao/engine'
import { gauges, numericToDecimal, type Configuration } from '@filao/service'
import { ORPHAN_MINUTES } from '../configuration.schemas'
import type { HoldView } from '../http/hold.schemas'
import { IS_CONTRADICTED, IS_LIVE } from '../store/withdrawal.rows.store'
import type { After } from './payment.queries'

/**
 * All that stands still, and what of it treasury has to find a place for: a withdrawal that has ended stands still only
 * when its money came back to a closed account, or when its bank tells the opposite of how it ended. Each table has an
 * index of these rows alone, so that the rest is never looked at.
 */
const HOLDS = `SELECT 'deposit' AS kind, id, account_id, currency, amount, status::text, hold_since, hold_owner,
    coalesce(credit = 'stranded', false) AS is_treasurys, NULL AS told
    FROM payment.deposits WHERE hold_since IS NOT NULL
  UNION ALL SELECT 'withdrawal', id, account_id, currency, amount, status::text, hold_since, hold_owner,
    NOT (${IS_LIVE}),
    CASE WHEN ${IS_CONTRADICTED} THEN contradiction_told END
    FROM payment.withdrawals WHERE hold_since IS NOT NULL
  UNION ALL SELECT 'receipt', id, account_id, currency, amount, status, hold_since, hold_owner, true, NULL
    FROM payment.unallocated_receipts WHERE hold_since IS NOT NULL`

/** Whether somebody sees all that stands still, or what treasury has to find a place for. */
export type HoldSight = 'all' | 'treasurys'

/** Which holds somebody asks for, and as of when. */
interface Asked {
  readonly kind: HoldView['kind'] | undefined
  readonly sight: HoldSight
  /** Those alone that nobody has taken and that began before. */
  readonly unownedBefore: number | undefined
  readonly now: number
  readonly limit: number
  readonly after?: After
}

/** Holds, oldest first; one more than the limit. */
export async function readHolds(db: Queryable, asked: Asked): Promise<readonly HoldView[]> {
  const { kind, sight, unownedBefore, now, limit, after } = asked
  const { rows } = await db.query({
    name: 'payment_holds',
    text: `SELECT * FROM (${HOLDS}) AS h WHERE ($1::text IS NULL OR kind = $1) AND ($6 OR is_treasurys)
        AND ($2::timestamptz IS NULL OR (hold_owner IS NULL AND hold_since < $2))
        AND ($3::timestamptz IS NULL OR (hold_since, id) > ($3::timestamptz, $4::uuid))
      ORDER BY hold_since, id LIMIT $5`,
    values: [
      kind ?? null,
      unownedBefore === undefined ? null : new Date(unownedBefore),
      after?.at ?? null,
      after?.id ?? null,
      limit + 1,
      sight === 'all',
    ],
  })
  return rows.map((row) => holdView(row, now))
}

/** What of this id stands still, if anything does. */
export async function readHold(
  db: Queryable,
  { id, sight, now }: { readonly id: string; readonly sight: HoldSight; readonly now: number },
): Promise<HoldView | undefined> {
  const { rows } = await db.query({
    name: 'payment_hold',
    text: `SELECT * FROM (${HOLDS}) AS h WHERE id = $1 AND ($2 OR is_treasurys)`,
    values: [id, sight === 'all'],
  })
  return rows[0] && holdView(rows[0], now)
}

function holdView(row: Row, now: number): HoldView {
  const since = row['hold_since'] as Date
  return {
    id: row['id'] as string,
    kind: row['kind'] as HoldView['kind'],
    accountId: row['account_id'] as string,
    currency: row['currency'] as string,
    amount: numericToDecimal(row['amount'] as string),
    status: row['status'] as string,
    told: row['told'] as HoldView['told'],
    owner: row['hold_owner'] as string | null,
    since: since.toISOString(),
    ageSeconds: Math.max(0, Math.floor((now - since.getTime()) / 1000)),
  }
}

/** When a hold that nobody has taken yet began at the latest for it to be one without an owner. */
export const orphanedBefore = (configuration: Pick<Configuration, 'lastKnown'>, now: number): number =>
  now - configuration.lastKnown(ORPHAN_MINUTES).value * 60_000

interface HoldFigures {
  /** Holds without an owner. */
  readonly orphans: number
  /** Age of the oldest hold that nobody has taken, in seconds; 0 without one. */
  readonly oldestSeconds: number
}

export async function holdFigures(
  db: Queryable,
  { orphanedBefore: before, now }: { readonly orphanedBefore: number; readonly now: number },
): Promise<HoldFigures> {
  const { rows } = await db.query({
    name: 'payment_hold_figures',
    text: `SELECT count(*) FILTER (WHERE hold_since < $1)::int AS orphans,
        coalesce(extract(epoch FROM $2::timestamptz - min(hold_since)), 0)::float8 AS oldest
      FROM (${HOLDS}) AS h WHERE hold_owner IS NULL`,
    values: [new Date(before), new Date(now)],
  })
  return { orphans: rows[0]!['orphans'] as number, oldestSeconds: Math.max(0, rows[0]!['oldest'] as number) }
}

/** How many and how long, and nothing of what: whoever sees the metrics is on the other side of the wall. */
export function observeHolds(db: Queryable, configuration: Pick<Configuration, 'lastKnown'>): void {
  gauges(['filao_payment_holds_without_owner', 'filao_payment_hold_without_owner_seconds'], async (observe) => {
    const now = Date.now()
    const figures = await holdFigures(db, { orphanedBefore: orphanedBefore(configuration, now), now })
    observe('filao_payment_holds_without_owner', figures.orphans)
    observe('filao_payment_hold_without_owner_seconds', figures.oldestSeconds)
  })
}
