import { canonicalJson, LimitBase, type LimitValues } from '@filao/contracts'
import type { Queryable } from '@filao/engine'
import type { Instant } from '@filao/kernel'
import type { Configuration } from '@filao/service'
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { AMOUNTS, valuesOf } from '../store/limit.rows.store'
import { RISK_LIMITS_SETTING } from './limit-settings.schemas'

/** How long a row that another instance has set may go unseen, as a setting may. */
const LOOK_MS = 2_000

/** The rows of no client live in partition 0. */
const OF_NO_CLIENT = 'compliance.risk_limits WHERE partition = 0 AND user_id IS NULL'
const ROWS = `SELECT asset_id, ${AMOUNTS}, effective_from, effective_until FROM ${OF_NO_CLIENT} AND is_active
  AND (effective_until IS NULL OR effective_until > $1) ORDER BY effective_from, id`
/** Any change of a row moves it. */
const MARK = `SELECT max(position)::text AS mark FROM ${OF_NO_CLIENT}`

type Rows = LimitBase['rows']

/** Rows as they were read, and when it was last made sure that none has changed since. */
interface Known {
  readonly mark: unknown
  readonly rows: Rows
  readonly lookedAt: Instant
}

/** What held at a time, and until when nothing begins or ends. */
interface Held {
  readonly version: number
  readonly rows: Rows
  readonly until: Instant
  readonly base: LimitBase
}

/** What the limits of every client stand on. */
export class LimitBases {
  private known: Known | undefined
  private held: Held | undefined

  constructor(
    private readonly db: Queryable,
    private readonly configuration: Pick<Configuration, 'lastKnown'>,
  ) {}

  /** As it is now, with what begins later: read for whoever decides by it. */
  async whole(now: Instant): Promise<LimitBase> {
    const { version, value } = this.configuration.lastKnown(RISK_LIMITS_SETTING)
    return baseOf({ version, defaults: value, rows: await this.read(now) }, now)
  }

  /** What holds now: of this a client's limits follow. Rows are read when one has changed, which is seen within 2 s. */
  async current(now: Instant): Promise<LimitBase> {
    const { version, value } = this.configuration.lastKnown(RISK_LIMITS_SETTING)
    const { rows } = await this.look(now)
    const { held } = this
    if (held?.rows === rows && held.version === version && now < held.until) return held.base
    const inForce = rows.filter(({ from, until }) => from <= now && (until === undefined || until > now))
    const base = baseOf({ version, defaults: value, rows: inForce }, now)
    const times = rows.flatMap(({ from, until }) => [from, until ?? Infinity]).filter((time) => time > now)
    this.held = { version, rows, until: Math.min(...times, Infinity), base }
    return base
  }

  /** A row was set here: looked for at once. */
  changed(): void {
    if (this.known) this.known = { ...this.known, lookedAt: -Infinity }
  }

  private async look(now: Instant): Promise<Known> {
    const { known } = this
    if (known && now - known.lookedAt < LOOK_MS) return known
    // Before the rows: one that changes between the two is read again at the next look.
    const { rows } = await this.db.query({ name: 'compliance_limit_mark', text: MARK })
    const mark = rows[0]!['mark']
    this.known = { mark, rows: known && mark === known.mark ? known.rows : await this.read(now), lookedAt: now }
    return this.known
  }

  private async read(now: Instant): Promise<Rows> {
    const { rows } = await this.db.query({ name: 'compliance_limit_base', text: ROWS, values: [new Date(now)] })
    return rows.map((row) => ({
      assetId: (row['asset_id'] as string | null) ?? undefined,
      values: valuesOf(row),
      from: (row['effective_from'] as Date).getTime(),
      until: (row['effective_until'] as Date | null)?.getTime(),
    }))
  }
}

interface Parts {
  readonly version: number
  readonly defaults: LimitValues
  readonly rows: Rows
}

function baseOf({ version, defaults, rows }: Parts, now: Instant): LimitBase {
  const inForce = { stamp: '', defaults, rows: rows.filter(({ from }) => from <= now) }
  const said = canonicalJson({ version, base: z.encode(LimitBase.omit({ stamp: true }), inForce) })
  return { stamp: createHash('sha256').update(said).digest('hex'), defaults, rows }
}
