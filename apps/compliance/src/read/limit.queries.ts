import {
  activeRows,
  ASSET_FIELDS,
  assetsOf,
  effectiveLimits,
  LIMIT_FIELDS,
  RISK_LIMITS,
  type Effective,
  type EffectiveLimits,
} from '@filao/compliance'
import type { LimitField } from '@filao/contracts'
import type { JsonRow, Queryable } from '@filao/engine'
import type { Id } from '@filao/kernel'
import { formatUnits, readUnits } from '@filao/money'
import { afterOf, pageOfRows, type SubjectKeys } from '@filao/service'
import type { EffectiveView, RiskLimitList, RiskLimitQuery, RiskLimitView } from '../http/limit.schemas'
import type { LimitBases } from '../limit/limit-bases'
import { LIMIT_COLUMNS, LimitRows } from '../store/limit.rows.store'
import type { SubjectQueries } from './subject.queries'
import { utc } from './times'

const SET = LIMIT_COLUMNS.map(([field, column]) => `${column}::text AS "${field}"`).join(', ')
const PROPOSED = LIMIT_COLUMNS.map(([field]) => `limits->>'${field}' AS "${field}"`).join(', ')
const TIMES = `${utc('effective_from')} AS "effectiveFrom", ${utc('effective_until')} AS "effectiveUntil", created_at`

/** Rows and what waits for a second person; what was decided stands in the rows. */
const ALL = `SELECT id, user_id AS "userId", asset_id AS "assetId", ${SET}, reason, set_by AS "setBy",
    approved_by AS "approvedBy", NULL AS "commandHash", ${TIMES},
    CASE WHEN NOT is_active THEN 'replaced' WHEN effective_until <= now() THEN 'over'
      WHEN effective_from > now() THEN 'scheduled' ELSE 'in_force' END AS status FROM compliance.risk_limits
  UNION ALL SELECT id, user_id, asset_id, ${PROPOSED}, reason, proposed_by, NULL, command_hash, ${TIMES}, 'proposed'
    FROM compliance.risk_limit_proposals WHERE is_open`

/** Limits for those who set them and those who look after it. */
export class LimitQueries {
  private readonly rows: LimitRows

  constructor(
    private readonly db: Queryable,
    private readonly subjects: Pick<SubjectQueries, 'one'>,
    private readonly bases: Pick<LimitBases, 'whole'>,
    private readonly keys: Pick<SubjectKeys, 'ready' | 'keyOf' | 'open'>,
  ) {
    this.rows = new LimitRows(keys)
  }

  /** The newest first; of a client with what holds for them now. */
  async list(query: RiskLimitQuery): Promise<RiskLimitList> {
    const { limit, cursor, userId, assetId } = query
    const { after } = afterOf(cursor)
    const { rows } = await this.db.query({
      name: 'compliance_risk_limits',
      text: `SELECT l.*, ${utc('created_at')} AS "createdAt" FROM (${ALL}) l
        WHERE ($2::uuid IS NULL OR "userId" = $2) AND ($3::uuid IS NULL OR "assetId" = $3)
          AND ($4::timestamptz IS NULL OR (created_at, id) < ($4, $5::uuid))
        ORDER BY created_at DESC, id DESC LIMIT $1`,
      values: [limit + 1, userId ?? null, assetId ?? null, after?.at ?? null, after?.id ?? null],
    })
    const page = pageOfRows(await this.viewsOf(rows), limit, ({ createdAt, id }) => [createdAt, id])
    return { ...page, effective: userId === undefined ? null : await this.effective(userId) }
  }

  /** One row, or one proposal. */
  async one(id: Id): Promise<RiskLimitView | null> {
    const text = `SELECT l.*, ${utc('created_at')} AS "createdAt" FROM (${ALL}) l WHERE id = $1`
    const { rows } = await this.db.query({ name: 'compliance_risk_limit', text, values: [id] })
    return (await this.viewsOf(rows))[0] ?? null
  }

  /** Whether market has listed an instrument, as far as it is known here. */
  async isListed(assetId: Id): Promise<boolean> {
    const text = 'SELECT FROM compliance.instruments WHERE id = $1'
    return (await this.db.query({ name: 'compliance_instrument', text, values: [assetId] })).rows.length > 0
  }

  private async viewsOf(rows: readonly JsonRow[]): Promise<readonly RiskLimitView[]> {
    await this.keys.ready(rows.map((row) => (row['userId'] as string | null) ?? RISK_LIMITS))
    return rows.map((row) => viewOf(row, this.rows.reasonOf(row)))
  }

  private async effective(userId: Id): Promise<EffectiveView | null> {
    const now = Date.now()
    const [subject, base] = await Promise.all([this.subjects.one(userId), this.bases.whole(now)])
    if (!subject?.profile) return null
    const standing = {
      defaults: base.defaults,
      rows: [...base.rows.filter(({ from }) => from <= now), ...activeRows(subject.limits)],
    }
    return {
      version: subject.limits.resolved?.version ?? null,
      ...shownOf(effectiveLimits(standing, now), LIMIT_FIELDS),
      assets: assetsOf(standing.rows).map((assetId) => ({
        assetId,
        ...shownOf(effectiveLimits(standing, now, assetId), ASSET_FIELDS),
      })),
    }
  }
}

const shownOf = <Field extends LimitField>(limits: EffectiveLimits, fields: readonly Field[]) =>
  Object.fromEntries(fields.map((field) => [field, shown(limits[field])])) as Record<Field, EffectiveView[Field]>
const shown = ({ value, level }: Effective = { value: undefined, level: undefined }): EffectiveView[LimitField] => ({
  value: value === undefined ? null : formatUnits(value),
  level: level ?? null,
})

function viewOf({ created_at: _, ...row }: JsonRow, reason: string | null): RiskLimitView {
  const amounts = LIMIT_COLUMNS.map(([field]) => {
    const text = row[field] as string | null
    return [field, text === null ? null : formatUnits(readUnits(text))]
  })
  return { ...row, ...(Object.fromEntries(amounts) as object), reason } as unknown as RiskLimitView
}
