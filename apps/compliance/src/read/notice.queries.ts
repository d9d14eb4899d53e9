import { isSealed } from '@filao/contracts'
import type { JsonRow, Queryable } from '@filao/engine'
import { toTimestamp } from '@filao/kernel'
import { afterOf, gauges, pageOfRows, Problem, type SubjectKeys } from '@filao/service'
import type { NoticeList, NoticeQuery, NoticeView } from '../http/notice.schemas'
import type { NoticeRows } from '../store/notice.rows.store'

/** The client: whose match it is may be nobody's of ours, such as an issuer. */
const OF_CHECK = `(SELECT c.user_id FROM compliance.aml_checks c WHERE c.partition = n.partition AND c.id = n.check_id)`

/** What compliance and the MLRO read of what the authorities are to be told. */
export class NoticeQueries {
  constructor(
    private readonly db: Queryable,
    private readonly rows: NoticeRows,
    private readonly keys: Pick<SubjectKeys, 'ready'>,
  ) {}

  async notices({ status, kind, limit, cursor }: NoticeQuery): Promise<NoticeList> {
    const { after } = afterOf(cursor)
    const { rows } = await this.db.query({
      text: `SELECT to_json(n) AS notice, ${OF_CHECK} AS user_id, n.starts_at AS at, n.id FROM compliance.regulatory_notices n
        WHERE ($1::text IS NULL OR n.status::text = $1) AND ($2::text IS NULL OR n.kind::text = $2)
          AND ($3::timestamptz IS NULL OR (n.starts_at, n.id) < ($3, $4::uuid))
        ORDER BY n.starts_at DESC, n.id DESC LIMIT $5`,
      values: [status ?? null, kind ?? null, after?.at ?? null, after?.id ?? null, limit + 1],
    })
    await this.keys.ready(rows.flatMap((row) => ((row['notice'] as JsonRow)['owner_id'] as string | null) ?? []))
    const { items, next } = pageOfRows(rows, limit, (row) => [
      toTimestamp((row['at'] as Date).getTime()),
      row['id'] as string,
    ])
    return { items: items.map((row) => this.view(row['notice'] as JsonRow, row['user_id'])), next }
  }

  /** Throws 404. */
  async notice(id: string): Promise<NoticeView> {
    const { rows } = await this.db.query({
      text: `SELECT to_json(n) AS notice, ${OF_CHECK} AS user_id FROM compliance.regulatory_notices n WHERE id = $1`,
      values: [id],
    })
    if (!rows[0]) throw new Problem(404, 'notice-unknown', 'There is no such notice.')
    const row = rows[0]['notice'] as JsonRow
    if (row['owner_id'] !== null) await this.keys.ready([row['owner_id'] as string])
    return this.view(row, rows[0]['user_id'])
  }

  private view(row: JsonRow, userId: unknown): NoticeView {
    const report = row['report'] === null ? undefined : this.rows.noticeOf(row).report
    return {
      id: row['id'] as string,
      kind: row['kind'] as NoticeView['kind'],
      status: row['status'] as NoticeView['status'],
      startsAt: stamp(row['starts_at'])!,
      dueAt: stamp(row['due_at']),
      stage: row['stage'] as NoticeView['stage'],
      userId: userId as string | null,
      checkId: row['check_id'] as string | null,
      hitId: row['hit_id'] as string | null,
      report: report === undefined || isSealed(report) ? null : report,
      list: row['list_code'] as NoticeView['list'],
      versionId: row['version_id'] as string | null,
      sha256: row['sha256'] as string | null,
      subjectCount: row['subject_count'] as number | null,
      reason: row['reason'] as string | null,
      closedBy: row['closed_by'] as string | null,
      closedAt: stamp(row['closed_at']),
    }
  }
}

const stamp = (value: unknown): string | null => (value === null ? null : new Date(value as string).toISOString())

const STAGES = ['reminder', 'urgent', 'overdue', 'draft'] as const
const FIGURES = `SELECT CASE kind WHEN 'nil' THEN 'draft' ELSE stage::text END AS stage, count(*)::int AS count
  FROM compliance.regulatory_notices WHERE status = 'due' AND (kind = 'nil' OR stage IS NOT NULL) GROUP BY 1`

/** That something is to be done, and how soon: not what, and of whom not at all. */
export function observeNotices(db: Queryable): void {
  gauges(['filao_regulatory_tasks_due'], async (observe) => {
    const { rows } = await db.query({ name: 'compliance_notice_figures', text: FIGURES })
    const counts = new Map(rows.map((row) => [row['stage'] as string, row['count'] as number]))
    for (const stage of STAGES) observe('filao_regulatory_tasks_due', counts.get(stage) ?? 0, { stage })
  })
}
