import { canonicalJson, LimitBase, type LimitValues } from '@filao/contracts'
import type { Queryable } from '@filao/engine'
import type { Instant } from '@filao/kernel'
import type { Configuration } from '@filao/service'
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { AMOUNTS, valuesOf } from '../store/limit.rows.store'
import { RISK_LIMITS_SETTING } from './limit-settings.schemas'

/** The rows of no client live in partition 0. */
const ROWS = `SELECT asset_id, ${AMOUNTS}, effective_from, effective_until FROM compliance.risk_limits
  WHERE partition = 0 AND user_id IS NULL AND is_active AND (effective_until IS NULL OR effective_until > $1)
  ORDER BY effective_from, id`

/** What the limits of every client stand on, as it is now. */
export class LimitBases {
  constructor(
    private readonly db: Queryable,
    private readonly configuration: Pick<Configuration, 'lastKnown'>,
  ) {}

  /** With what begins later. */
  async whole(now: Instant): Promise<LimitBase> {
    const { version, value } = this.configuration.lastKnown(RISK_LIMITS_SETTING)
    const { rows } = await this.db.query({ name: 'compliance_limit_base', text: ROWS, values: [new Date(now)] })
    const standing = rows.map((row) => ({
      assetId: (row['asset_id'] as string | null) ?? undefined,
      values: valuesOf(row),
      from: (row['effective_from'] as Date).getTime(),
      until: (row['effective_until'] as Date | null)?.getTime(),
    }))
    return baseOf({ version, defaults: value, rows: standing }, now)
  }

  /** What holds now: of this a client's limits follow. */
  async current(now: Instant): Promise<LimitBase> {
    const whole = await this.whole(now)
    return { ...whole, rows: whole.rows.filter(({ from }) => from <= now) }
  }
}

interface Parts {
  readonly version: number
  readonly defaults: LimitValues
  readonly rows: LimitBase['rows']
}

function baseOf({ version, defaults, rows }: Parts, now: Instant): LimitBase {
  const inForce = { stamp: '', defaults, rows: rows.filter(({ from }) => from <= now) }
  const said = canonicalJson({ version, base: z.encode(LimitBase.omit({ stamp: true }), inForce) })
  return { stamp: createHash('sha256').update(said).digest('hex'), defaults, rows }
}
