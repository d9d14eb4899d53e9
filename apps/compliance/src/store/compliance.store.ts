import {
  aggregateOf,
  listIdOf,
  RISK_LIMITS,
  RiskLimits,
  ScreeningList,
  unknownSubject,
  type ComplianceState,
  type Subject,
} from '@filao/compliance'
import { ListCode, type ComplianceCommand, type ComplianceEvent } from '@filao/contracts'
import type { JsonRow, Queryable, Recorded, StatementPart, StateStore } from '@filao/engine'
import type { SubjectKeys } from '@filao/service'
import { activitySql, fillActivity, turnoverRows, type LoadedActivity } from './activity.rows.store'
import { DocumentRows } from './document.rows.store'
import { InstrumentRows } from './instrument.rows.store'
import { KycRows } from './kyc.rows.store'
import { nilReportOfRow, NoticeRows } from './notice.rows.store'
import { LimitRows, limitsSql, type LoadedLimits } from './limit.rows.store'
import { RiskRows } from './risk.rows.store'
import { listRows, versionOfRow } from './list.rows.store'
import { upsertRows } from './rows.store'
import { pairOfRow, ScreeningRows } from './screening.rows.store'
import { SubjectRows } from './subject.rows.store'

/**
 * All that is not finished of those whom the commands are about, and what the commands name ($3). Of checks the last
 * one of each kind too: it says whether a client is clear. One query, answered as JSON: a payer who is no client, or an
 * issuer, has no subject.
 */
const LOAD = `SELECT a.id,
    (SELECT to_json(s) FROM compliance.subjects s WHERE s.partition = $1 AND s.id = a.id) AS subject,
    (SELECT coalesce(json_agg(v), '[]') FROM compliance.account_view v WHERE v.partition = $1 AND v.user_id = a.id) AS accounts,
    (SELECT coalesce(json_agg(c ORDER BY c.requested_at, c.id), '[]') FROM compliance.aml_checks c
      WHERE c.partition = $1 AND c.owner_id = a.id
      AND (c.check_status = 'requested' OR c.id = ANY ($3::uuid[]) OR c.reference_id = ANY ($3::uuid[])
        OR EXISTS (SELECT FROM compliance.aml_hits h WHERE h.partition = $1 AND h.check_id = c.id AND h.status <> 'cleared')
        OR c.id IN (SELECT DISTINCT ON (l.check_type) l.id FROM compliance.aml_checks l
          WHERE l.partition = $1 AND l.owner_id = a.id AND l.subject_kind = 'client'
          ORDER BY l.check_type, l.requested_at DESC, l.id DESC))) AS checks,
    (SELECT coalesce(json_agg(h ORDER BY h.id), '[]') FROM compliance.aml_hits h
      WHERE h.partition = $1 AND h.owner_id = a.id) AS hits,
    (SELECT coalesce(json_agg(p ORDER BY p.decided_at), '[]') FROM (
      SELECT h.*, c.subject_hash, c.algorithm, c.algorithm_version FROM compliance.aml_hits h
        JOIN compliance.aml_checks c ON c.partition = h.partition AND c.id = h.check_id
      WHERE h.partition = $1 AND h.owner_id = a.id AND h.status = 'cleared' AND h.cleared_as IS NULL) p) AS pairs,
    (SELECT coalesce(json_agg(l ORDER BY l.id), '[]') FROM compliance.alerts l WHERE l.partition = $1 AND l.owner_id = a.id
      AND (l.status NOT IN ('cleared', 'escalated') OR (l.status = 'escalated' AND l.raised_at > now() - interval '13 months') OR l.id = ANY ($3::uuid[]) OR l.reference_id = ANY ($3::uuid[]))) AS alerts,
    (SELECT coalesce(json_agg(f ORDER BY f.id), '[]') FROM compliance.freezes f WHERE f.partition = $1 AND f.user_id = a.id
      AND (f.status = 'active' OR f.id = ANY ($3::uuid[]))) AS freezes,
    (SELECT coalesce(json_agg(n ORDER BY n.id), '[]') FROM compliance.regulatory_notices n
      WHERE n.partition = $1 AND n.owner_id = a.id) AS notices,
    (SELECT to_json(i) FROM compliance.instruments i WHERE i.partition = $1 AND i.id = a.id) AS instrument,
    (SELECT to_json(k) FROM compliance.kyc_cases k WHERE k.partition = $1 AND k.user_id = a.id) AS kyc,
    (SELECT coalesce(json_agg(s ORDER BY s.id), '[]') FROM compliance.kyc_sessions s WHERE s.partition = $1 AND s.user_id = a.id) AS sessions,
    (SELECT coalesce(json_agg(d ORDER BY d.id), '[]') FROM compliance.kyc_documents d WHERE d.partition = $1 AND d.user_id = a.id) AS documents,
    (SELECT to_json(r) FROM (SELECT * FROM compliance.risk_scores r WHERE r.partition = $1 AND r.user_id = a.id
      ORDER BY r.position DESC, r.id DESC LIMIT 1) r) AS risk,${activitySql('user_id = a.id')},${limitsSql('user_id = a.id')}
  FROM unnest($2::uuid[]) AS a (id)`

const LOAD_LISTS = `SELECT to_json(v) AS version FROM compliance.screening_lists v
  WHERE v.partition = $1 AND v.list_code = ANY ($2::compliance.list_code[]) ORDER BY v.loaded_at, v.id`

const LOAD_LIMITS = `SELECT ${limitsSql('user_id IS NULL')}`

/** The nil reports that are not closed; of the others those that a command names. */
const LOAD_NIL_REPORTS = `SELECT to_json(n) AS report FROM compliance.regulatory_notices n
  WHERE n.partition = $1 AND n.list_code = ANY ($2::compliance.list_code[]) AND (n.status = 'due' OR n.id = ANY ($3::uuid[]))`

interface Loaded extends LoadedLimits, LoadedActivity {
  readonly id: string
  readonly subject: JsonRow | null
  readonly accounts: readonly JsonRow[]
  readonly checks: readonly JsonRow[]
  readonly hits: readonly JsonRow[]
  readonly pairs: readonly JsonRow[]
  readonly alerts: readonly JsonRow[]
  readonly freezes: readonly JsonRow[]
  readonly notices: readonly JsonRow[]
  readonly instrument: JsonRow | null
  readonly kyc: JsonRow | null
  readonly sessions: readonly JsonRow[]
  readonly documents: readonly JsonRow[]
  readonly risk: JsonRow | null
}

/** Rows of clients with all that is kept of them. Nothing stays in memory between batches: people come and go. */
export class ComplianceStore implements StateStore<ComplianceCommand, ComplianceEvent, ComplianceState> {
  private readonly rows: SubjectRows
  private readonly screening: ScreeningRows
  private readonly kyc: KycRows
  private readonly notices: NoticeRows
  private readonly papers: DocumentRows
  private readonly listed: InstrumentRows
  private readonly risk: RiskRows
  private readonly limits: LimitRows

  constructor(private readonly keys: Pick<SubjectKeys, 'ready' | 'keyOf' | 'open'>) {
    this.rows = new SubjectRows(keys)
    this.screening = new ScreeningRows(keys)
    this.kyc = new KycRows(keys)
    this.notices = new NoticeRows(keys)
    this.papers = new DocumentRows(keys)
    this.listed = new InstrumentRows(keys)
    this.risk = new RiskRows(keys)
    this.limits = new LimitRows(keys)
  }

  async load(
    db: Queryable,
    partition: number,
    commands: readonly ComplianceCommand[],
    memory: Map<string, ComplianceState>,
  ): Promise<void> {
    const lacking = new Set(commands.map(aggregateOf).filter((id) => !memory.has(id)))
    const lists = LISTS.filter(([id]) => lacking.has(id))
    lists.forEach(([id]) => lacking.delete(id))
    if (lists.length > 0) await loadLists(db, partition, { lists, commands }, memory)
    if (lacking.delete(RISK_LIMITS)) await this.loadLimits(db, partition, memory)
    if (lacking.size > 0) await this.loadSubjects(db, partition, { ids: [...lacking], commands }, memory)
  }

  parts(
    _partition: number,
    events: readonly Recorded<ComplianceEvent>[],
    memory: ReadonlyMap<string, ComplianceState>,
  ): readonly StatementPart[] {
    const { subjects, accounts } = this.rows
    const { checks, hits, alerts, freezes } = this.screening
    const { cases, sessions } = this.kyc
    return [
      ...[
        subjects,
        accounts,
        cases,
        sessions,
        this.papers.documents,
        this.risk.scores,
        this.listed.instruments,
        checks,
        hits,
        alerts,
        freezes,
      ].map((table) => upsertRows(table, events, memory)),
      upsertRows(turnoverRows, events, memory),
      upsertRows(listRows, events, memory),
      upsertRows(this.notices.notices, events, memory),
      upsertRows(this.limits.limits, events, memory),
      upsertRows(this.limits.proposals, events, memory),
    ]
  }

  forget(memory: Map<string, ComplianceState>): void {
    memory.clear()
  }

  /** Loads clients by their ids, with what the commands name: for the engine, and without any for who looks at one. */
  async loadSubjects(
    db: Queryable,
    partition: number,
    { ids, commands }: { readonly ids: readonly string[]; readonly commands: readonly ComplianceCommand[] },
    memory: Map<string, ComplianceState>,
  ): Promise<void> {
    await this.keys.ready(ids)
    const values = [partition, ids, commands.flatMap(namedIds)]
    const { rows } = await db.query({ name: 'compliance_load', text: LOAD, values })
    for (const row of rows as unknown as readonly Loaded[]) {
      const subject = this.subjectOf(row)
      if (subject) memory.set(row.id, subject)
    }
  }

  private async loadLimits(db: Queryable, partition: number, memory: Map<string, ComplianceState>): Promise<void> {
    await this.keys.ready([RISK_LIMITS])
    const all = new RiskLimits()
    memory.set(RISK_LIMITS, all)
    const { rows } = await db.query({ name: 'compliance_load_limits', text: LOAD_LIMITS, values: [partition] })
    this.limits.fill(RISK_LIMITS, all.limits, rows[0] as unknown as LoadedLimits)
  }

  private riskOf({ risk }: Subject, row: JsonRow, latest: JsonRow | null): void {
    risk.isDue = row['risk_due'] as boolean
    risk.proposal = this.rows.riskProposalOf(row)
    if (!latest) return
    const score = this.risk.scoreOf(latest)
    risk.scores.set(score.scoreId, score)
    risk.latest = score.scoreId
  }

  private subjectOf({ id, subject: row, ...loaded }: Loaded): Subject | undefined {
    const { accounts, checks, hits, pairs, alerts, freezes, notices, instrument, kyc, sessions, documents, risk } =
      loaded
    if (!row && !instrument && accounts.length === 0 && checks.length === 0) return undefined
    const subject = unknownSubject(id)
    if (instrument) subject.instrument = this.listed.instrumentOf(instrument)
    if (row) {
      subject.profile = this.rows.profileOf(row)
      subject.cdd = this.rows.cddOf(row)
      subject.userStatus = row['user_status'] as Subject['userStatus']
      subject.riskLevel = row['risk_level'] as Subject['riskLevel']
      this.riskOf(subject, row, risk)
      this.rows.fillResolved(subject.limits, row)
      fillActivity(subject.activity, row['counterparties'] as string[], loaded)
      if (kyc) subject.kyc = this.kyc.caseOf(kyc, sessions)
    }
    this.limits.fill(id, subject.limits, loaded)
    for (const row of documents) subject.documents.set(row['id'] as string, this.papers.documentOf(row))
    const { screening } = this
    for (const account of accounts) subject.accounts.set(account['id'] as string, this.rows.accountOf(account))
    for (const check of checks) {
      const ofCheck = hits.filter((hit) => hit['check_id'] === check['id'])
      subject.checks.set(check['id'] as string, screening.checkOf(check, ofCheck))
    }
    for (const pair of pairs) subject.clearedPairs.set(...pairOfRow(pair))
    for (const alert of alerts) subject.alerts.set(alert['id'] as string, screening.alertOf(alert))
    for (const freeze of freezes) subject.freezes.set(freeze['id'] as string, screening.freezeOf(freeze))
    for (const notice of notices) subject.notices.set(notice['id'] as string, this.notices.noticeOf(notice))
    return subject
  }
}

const LISTS = ListCode.options.map((code) => [listIdOf(code), code] as const)

async function loadLists(
  db: Queryable,
  partition: number,
  {
    lists,
    commands,
  }: {
    readonly lists: readonly (readonly [id: string, code: ListCode])[]
    readonly commands: readonly ComplianceCommand[]
  },
  memory: Map<string, ComplianceState>,
): Promise<void> {
  for (const [id, code] of lists) memory.set(id, new ScreeningList(id, code))
  const values = [partition, lists.map(([, code]) => code)]
  const { rows } = await db.query({ name: 'compliance_load_lists', text: LOAD_LISTS, values })
  for (const { version: row } of rows as unknown as readonly { version: JsonRow }[]) {
    const list = memory.get(listIdOf(row['list_code'] as ListCode)) as ScreeningList
    const version = versionOfRow(row)
    list.versions.set(version.versionId, version)
  }
  const named = [...values, commands.flatMap(namedIds)]
  const reports = await db.query({ name: 'compliance_load_nil_reports', text: LOAD_NIL_REPORTS, values: named })
  for (const { report: row } of reports.rows as unknown as readonly { report: JsonRow }[]) {
    const list = memory.get(listIdOf(row['list_code'] as ListCode)) as ScreeningList
    list.nilReports.set(row['id'] as string, nilReportOfRow(row))
  }
}

/** Ids in a command that may name something that is finished. */
const namedIds = (command: ComplianceCommand): string[] =>
  (['checkId', 'referenceId', 'hitId', 'alertId', 'freezeId', 'noticeId', 'paymentId'] as const).flatMap((field) =>
    field in command ? ((command as unknown as Partial<Record<string, string>>)[field] ?? []) : [],
  )
