import { isClosed, type Alert } from '@filao/compliance'
import { isSealed, type Personal } from '@filao/contracts'
import type { JsonRow, Queryable, Row } from '@filao/engine'
import { toTimestamp, type Instant } from '@filao/kernel'
import { afterOf, pageOfRows, Problem, type Configuration, type SubjectKeys } from '@filao/service'
import type {
  AlertList,
  AlertQuery,
  AlertView,
  CheckList,
  CheckQuery,
  CheckView,
  FreezeList,
  FreezeQuery,
  FreezeView,
  HitList,
  HitQuery,
  HitView,
  ListVersionList,
  ListVersionView,
} from '../http/screening.schemas'
import { ownerLackedSince } from './alert-figures.queries'
import type { ScreeningRows } from '../store/screening.rows.store'

/** Where a row lives: commands about it go there. */
export interface Place {
  readonly ownerId: string
  readonly checkId: string
}

/** What compliance reads of screening. Its answers are for compliance and the MLRO alone. */
export class ScreeningQueries {
  constructor(
    private readonly db: Queryable,
    private readonly rows: ScreeningRows,
    private readonly keys: Pick<SubjectKeys, 'ready'>,
    private readonly configuration: Pick<Configuration, 'lastKnown'>,
  ) {}

  async lists(): Promise<ListVersionList> {
    const { rows } = await this.db.query({
      text: `SELECT to_json(v) AS version FROM compliance.screening_lists v ORDER BY loaded_at DESC, id DESC LIMIT 200`,
    })
    return { items: rows.map(({ version }) => listVersionView(version as JsonRow)), next: null }
  }

  async list(listCode: string, sha256: string): Promise<ListVersionView> {
    const { rows } = await this.db.query({
      text: 'SELECT to_json(v) AS version FROM compliance.screening_lists v WHERE list_code::text = $1 AND sha256 = $2',
      values: [listCode, sha256],
    })
    if (!rows[0]) throw new Problem(404, 'list-version-unknown', 'There is no such version.')
    return listVersionView(rows[0]['version'] as JsonRow)
  }

  async hits({ status, userId, limit, cursor }: HitQuery): Promise<HitList> {
    const rows = await this.page(
      `SELECT to_json(h) AS hit, to_json(c) AS check, h.created_at AS at, h.id FROM compliance.aml_hits h
        JOIN compliance.aml_checks c ON c.partition = h.partition AND c.id = h.check_id
        WHERE ($1::text IS NULL OR h.status::text = $1) AND ($2::uuid IS NULL OR h.owner_id = $2)
          AND ($3::timestamptz IS NULL OR (h.created_at, h.id) < ($3, $4::uuid))
        ORDER BY h.created_at DESC, h.id DESC LIMIT $5`,
      [status ?? null, userId ?? null],
      { limit, cursor },
    )
    await this.keys.ready(rows.map((row) => (row['hit'] as JsonRow)['owner_id'] as string))
    return this.pageOf(rows, limit, (row) => this.hitView(row['hit'] as JsonRow, row['check'] as JsonRow))
  }

  async hit(id: string): Promise<HitView> {
    const { rows } = await this.db.query({
      text: `SELECT to_json(h) AS hit, to_json(c) AS check FROM compliance.aml_hits h
        JOIN compliance.aml_checks c ON c.partition = h.partition AND c.id = h.check_id WHERE h.id = $1`,
      values: [id],
    })
    if (!rows[0]) throw new Problem(404, 'hit-unknown', 'There is no such hit.')
    const hit = rows[0]['hit'] as JsonRow
    await this.keys.ready([hit['owner_id'] as string])
    return this.hitView(hit, rows[0]['check'] as JsonRow)
  }

  async alerts({ status, assignedTo, userId, lacking, limit, cursor }: AlertQuery): Promise<AlertList> {
    const now = Date.now()
    const rows = await this.page(
      `SELECT to_json(a) AS alert, a.raised_at AS at, a.id FROM compliance.alerts a
        WHERE ($1::text IS NULL OR a.status::text = $1) AND ($2::uuid IS NULL OR a.owner_id = $2)
          AND ($3::timestamptz IS NULL OR (a.raised_at, a.id) < ($3, $4::uuid))
          AND ($6::uuid IS NULL OR a.assigned_to = $6)
          AND ($7::text IS NULL OR ($7 = 'owner' AND a.status = 'open' AND a.raised_at < $8)
            OR ($7 = 'time' AND a.status IN ('open', 'assigned', 'clear_proposed') AND a.due_at < $9))
        ORDER BY a.raised_at DESC, a.id DESC LIMIT $5`,
      [status ?? null, userId ?? null],
      { limit, cursor },
      [assignedTo ?? null, lacking ?? null, new Date(ownerLackedSince(this.configuration, now)), new Date(now)],
    )
    await this.keys.ready(rows.map((row) => (row['alert'] as JsonRow)['owner_id'] as string))
    return this.pageOf(rows, limit, (row) => this.alertView(row['alert'] as JsonRow))
  }

  async alert(id: string): Promise<AlertView> {
    const row = await this.one('alerts', id, 'alert-unknown')
    await this.keys.ready([row['owner_id'] as string])
    return this.alertView(row)
  }

  async freezes({ status, userId, limit, cursor }: FreezeQuery): Promise<FreezeList> {
    const rows = await this.page(
      `SELECT to_json(f) AS freeze, f.applied_at AS at, f.id FROM compliance.freezes f
        WHERE ($1::text IS NULL OR f.status::text = $1) AND ($2::uuid IS NULL OR f.user_id = $2)
          AND ($3::timestamptz IS NULL OR (f.applied_at, f.id) < ($3, $4::uuid))
        ORDER BY f.applied_at DESC, f.id DESC LIMIT $5`,
      [status ?? null, userId ?? null],
      { limit, cursor },
    )
    await this.keys.ready(rows.map((row) => (row['freeze'] as JsonRow)['user_id'] as string))
    return this.pageOf(rows, limit, (row) => this.freezeView(row['freeze'] as JsonRow))
  }

  async freeze(id: string): Promise<FreezeView> {
    const row = await this.one('freezes', id, 'freeze-unknown')
    await this.keys.ready([row['user_id'] as string])
    return this.freezeView(row)
  }

  async checks({ status, userId, limit, cursor }: CheckQuery): Promise<CheckList> {
    const rows = await this.page(
      `SELECT to_json(c) AS check, c.requested_at AS at, c.id FROM compliance.aml_checks c
        WHERE ($1::text IS NULL OR c.check_status::text = $1) AND ($2::uuid IS NULL OR c.owner_id = $2)
          AND ($3::timestamptz IS NULL OR (c.requested_at, c.id) < ($3, $4::uuid))
        ORDER BY c.requested_at DESC, c.id DESC LIMIT $5`,
      [status ?? null, userId ?? null],
      { limit, cursor },
    )
    return this.pageOf(rows, limit, (row) => checkView(row['check'] as JsonRow))
  }

  async check(id: string): Promise<CheckView> {
    return checkView(await this.one('aml_checks', id, 'check-unknown'))
  }

  /** Whose a row is, and of which check. Throws 404 with the code. */
  async placeOf(table: 'aml_hits' | 'aml_checks' | 'alerts' | 'freezes', id: string, code: string): Promise<Place> {
    const row = await this.one(table, id, code)
    return {
      ownerId: (table === 'freezes' ? row['user_id'] : row['owner_id']) as string,
      checkId: (row['check_id'] ?? row['id']) as string,
    }
  }

  async knowsClient(userId: string): Promise<boolean> {
    const { rows } = await this.db.query({ text: 'SELECT 1 FROM compliance.subjects WHERE id = $1', values: [userId] })
    return rows.length > 0
  }

  private async one(table: string, id: string, code: string): Promise<JsonRow> {
    const { rows } = await this.db.query({
      text: `SELECT to_json(t) AS row FROM compliance.${table} t WHERE id = $1`,
      values: [id],
    })
    if (!rows[0]) throw new Problem(404, code, `There is no such ${code.replace('-unknown', '')}.`)
    return rows[0]['row'] as JsonRow
  }

  private async page(
    text: string,
    filters: readonly unknown[],
    { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
    more: readonly unknown[] = [],
  ): Promise<readonly Row[]> {
    const { after } = afterOf(cursor)
    const values = [...filters, after?.at ?? null, after?.id ?? null, limit + 1, ...more]
    return (await this.db.query({ text, values })).rows
  }

  private pageOf<View>(rows: readonly Row[], limit: number, view: (row: Row) => View) {
    const { items, next } = pageOfRows(rows, limit, (row) => [
      toTimestamp((row['at'] as Date).getTime()),
      row['id'] as string,
    ])
    return { items: items.map(view), next }
  }

  private hitView(row: JsonRow, checkRow: JsonRow): HitView {
    const hit = this.rows.hitOf(row)
    const check = this.rows.checkOf(checkRow, [])
    return {
      id: hit.hitId,
      checkId: check.checkId,
      userId: (checkRow['user_id'] as string | null) ?? null,
      subjectKind: check.subjectKind,
      subjectId: check.subjectId,
      checkType: check.checkType,
      names: shown(check.names),
      dateOfBirth: shown(check.dateOfBirth),
      nationality: shown(check.nationality),
      list: hit.listCode,
      entryId: hit.entryId,
      referenceNumber: hit.referenceNumber ?? null,
      caption: hit.caption,
      score: hit.score,
      explanations: hit.explanations,
      status: hit.status,
      reasonCode: hit.reasonCode ?? null,
      evidence: shown(hit.evidence),
      secondEvidence: shown(hit.secondEvidence),
      commandHash: hit.commandHash ?? null,
      proposedBy: hit.proposedBy ?? null,
      confirmedBy: hit.confirmedBy ?? null,
      secondedBy: hit.secondedBy ?? null,
      decidedBy: hit.decidedBy ?? null,
      decidedAt: time(hit.decidedAt),
      createdAt: new Date(row['created_at'] as string).toISOString(),
    }
  }

  private alertView(row: JsonRow, now = Date.now()): AlertView {
    const alert = this.rows.alertOf(row)
    return {
      id: alert.alertId,
      userId: (row['user_id'] as string | null) ?? null,
      source: alert.source,
      ruleId: alert.ruleId ?? null,
      checkId: alert.checkId ?? null,
      referenceId: alert.referenceId ?? null,
      severity: alert.severity,
      summary: shown(alert.summary),
      status: alert.status,
      assignedTo: alert.assignedTo ?? null,
      lacksOwner: alert.status === 'open' && alert.raisedAt < ownerLackedSince(this.configuration, now),
      isOverdue: !isClosed(alert) && alert.dueAt < now,
      reason: shown(alert.reason),
      outcome: outcomeOf(alert),
      commandHash: alert.commandHash ?? null,
      proposedBy: alert.proposedBy ?? null,
      decidedBy: alert.decidedBy ?? null,
      raisedAt: toTimestamp(alert.raisedAt),
      dueAt: toTimestamp(alert.dueAt),
    }
  }

  private freezeView(row: JsonRow): FreezeView {
    const freeze = this.rows.freezeOf(row)
    return {
      id: freeze.freezeId,
      userId: row['user_id'] as string,
      reason: shown(freeze.reason),
      reference: shown(freeze.reference),
      status: freeze.status,
      appliedBy: freeze.appliedBy ?? null,
      appliedAt: toTimestamp(freeze.appliedAt),
      authorityReference: shown(freeze.authorityReference),
      documentHash: freeze.documentHash ?? null,
      commandHash: freeze.commandHash ?? null,
      liftProposedBy: freeze.liftProposedBy ?? null,
      liftedBy: freeze.liftedBy ?? null,
      liftedAt: time(freeze.liftedAt),
    }
  }
}

/** Null for what is not there, and for what nobody can read any more. */
const shown = <Value>(value: Personal<Value> | undefined): Value | null =>
  value === undefined || isSealed(value) ? null : value
/** What came of it. Who proposed that, and what both said, is shown of every alert alike. */
function outcomeOf({ outcome }: Alert): AlertView['outcome'] {
  if (outcome === undefined || isSealed(outcome)) return null
  return { status: outcome.status, reason: outcome.reason }
}
const time = (instant: Instant | undefined): string | null => (instant === undefined ? null : toTimestamp(instant))
const stamp = (value: unknown): string => new Date(value as string).toISOString()
const maybeStamp = (value: unknown): string | null => (value === null ? null : stamp(value))

const listVersionView = (row: JsonRow): ListVersionView => ({
  list: row['list_code'] as ListVersionView['list'],
  versionId: row['version_id'] as string,
  sha256: row['sha256'] as string,
  generatedAt: stamp(row['generated_at']),
  entryCount: row['entry_count'] as number,
  state: row['state'] as ListVersionView['state'],
  commandHash: row['command_hash'] as string | null,
  loadedBy: row['loaded_by'] as string,
  loadedAt: stamp(row['loaded_at']),
  approvedBy: row['approved_by'] as string | null,
  rejectedBy: row['rejected_by'] as string | null,
  activatedAt: maybeStamp(row['activated_at']),
  subjectCount: row['subject_count'] as number | null,
  matchCount: row['match_count'] as number | null,
})

const checkView = (row: JsonRow): CheckView => ({
  id: row['id'] as string,
  userId: row['user_id'] as string | null,
  subjectKind: row['subject_kind'] as CheckView['subjectKind'],
  subjectId: row['subject_id'] as string,
  checkType: row['check_type'] as CheckView['checkType'],
  trigger: row['trigger'] as CheckView['trigger'],
  status: row['check_status'] as CheckView['status'],
  result: row['check_result'] as CheckView['result'],
  bestScore: row['best_score'] as number | null,
  provider: row['check_provider'] as string | null,
  algorithm: row['algorithm'] === null ? null : `${row['algorithm'] as string}/${row['algorithm_version'] as string}`,
  listVersionIds: row['list_version_ids'] as string[],
  configVersions: row['config_versions'] as Record<string, number>,
  subjectHash: row['subject_hash'] as string | null,
  attempts: row['attempts'] as number,
  requestedAt: stamp(row['requested_at']),
  checkedAt: maybeStamp(row['checked_at']),
  durationMs: row['duration_ms'] as number | null,
})
