import type { JsonRow, Queryable } from '@filao/engine'
import { afterOf, pageOfRows, type SubjectKeys } from '@filao/service'
import type { RiskScoreList, RiskScoreQuery, RiskScoreView } from '../http/risk.schemas'
import { RiskRows } from '../store/risk.rows.store'
import { utc } from './times'

const COLUMNS = `id, user_id AS "userId", model_version AS "modelVersion", factors, score::text, accumulation, floors,
  computed_tier AS "computedTier", tier, override, config_versions AS "configVersions", ${utc('computed_at')} AS "computedAt"`

/** Scores, for those who decide by them. What they were computed from is not among it. */
export class RiskQueries {
  private readonly rows: RiskRows

  constructor(
    private readonly db: Queryable,
    private readonly keys: Pick<SubjectKeys, 'ready' | 'keyOf' | 'open'>,
  ) {
    this.rows = new RiskRows(keys)
  }

  /** The newest first; of one client, or of all; those alone that people have overridden, where that is asked. */
  async list(query: RiskScoreQuery, { isOverridden = false } = {}): Promise<RiskScoreList> {
    const { limit, cursor, userId, tier } = query
    const { after } = afterOf(cursor)
    const { rows } = await this.db.query({
      name: 'compliance_risk_scores',
      text: `SELECT ${COLUMNS} FROM compliance.risk_scores
        WHERE ($2::uuid IS NULL OR user_id = $2) AND ($3::compliance.risk_level IS NULL OR tier = $3)
          AND ($4::timestamptz IS NULL OR (computed_at, id) < ($4, $5::uuid))
          AND (NOT $6::boolean OR override IS NOT NULL)
        ORDER BY computed_at DESC, id DESC LIMIT $1`,
      values: [limit + 1, userId ?? null, tier ?? null, after?.at ?? null, after?.id ?? null, isOverridden],
    })
    await this.keys.ready(rows.flatMap((row) => (row['override'] === null ? [] : [row['userId'] as string])))
    return pageOfRows(
      rows.map((row) => viewOf(row, this.rows.reasonOf(row))),
      limit,
      ({ computedAt, id }) => [computedAt, id],
    )
  }

  /** The score that holds. */
  async latest(userId: string): Promise<RiskScoreView | null> {
    const { items } = await this.list({ limit: 1, userId })
    return items[0] ?? null
  }
}

function viewOf(row: JsonRow, reason: string | null): RiskScoreView {
  const score = row as unknown as RiskScoreView
  // As the row has it: what is absent is not null.
  const override = row['override'] as Partial<NonNullable<RiskScoreView['override']>> | null
  if (!override) return score
  const { tier, direction, by, at } = score.override!
  const { expiresOn = null, proposedBy = null, commandHash = null } = override
  return { ...score, override: { tier, direction, reason, by, at, expiresOn, proposedBy, commandHash } }
}
