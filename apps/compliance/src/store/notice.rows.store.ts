import { ScreeningList, type NilReport, type Notice, type Subject } from '@filao/compliance'
import { NoticeReport } from '@filao/contracts'
import { given, instantOf, maybeInstant, timestampOf, type JsonRow } from '@filao/engine'
import type { SubjectKeys } from '@filao/service'
import type { RowTable } from './rows.store'
import { SealedColumn } from './sealed-column.store'

const NOTHING: JsonRow = {
  due_at: null,
  stage: null,
  owner_id: null,
  check_id: null,
  hit_id: null,
  report: null,
  list_code: null,
  version_id: null,
  sha256: null,
  subject_count: null,
  reason: null,
}

/** The rows of what the authorities are to be told, of clients and of lists. */
export class NoticeRows {
  private readonly report: SealedColumn<typeof NoticeReport>

  constructor(keys: Pick<SubjectKeys, 'keyOf' | 'open'>) {
    this.report = new SealedColumn('compliance.regulatory_notices.report', NoticeReport, keys)
  }

  readonly notices: RowTable<Subject | ScreeningList> = {
    table: 'regulatory_notices',
    columns: `kind status starts_at due_at stage owner_id check_id hit_id report list_code version_id sha256 subject_count
      reason closed_by closed_at`,
    idsOf: (event) => ('noticeId' in event ? [event.noticeId] : []),
    row: (state, id) =>
      state instanceof ScreeningList ? nilRow(state.nilReports.get(id)!) : this.matchRow(state, state.notices.get(id)!),
  }

  noticeOf = (row: JsonRow): Notice => ({
    noticeId: row['id'] as string,
    checkId: row['check_id'] as string,
    hitId: row['hit_id'] as string,
    startsAt: instantOf(row['starts_at']),
    dueAt: instantOf(row['due_at']),
    status: row['status'] as Notice['status'],
    stage: given(row['stage']),
    report: row['report'] === null ? undefined : this.report.open(row['owner_id'] as string, row['report']),
    closedBy: given(row['closed_by']),
    closedAt: maybeInstant(row['closed_at']),
  })

  private matchRow({ id: ownerId }: Subject, notice: Notice): JsonRow {
    return {
      ...NOTHING,
      kind: 'match',
      status: notice.status,
      starts_at: timestampOf(notice.startsAt),
      due_at: timestampOf(notice.dueAt),
      stage: notice.stage ?? null,
      owner_id: ownerId,
      check_id: notice.checkId,
      hit_id: notice.hitId,
      report: notice.report === undefined ? null : this.report.seal(ownerId, notice.report),
      closed_by: notice.closedBy ?? null,
      closed_at: timestampOf(notice.closedAt),
    }
  }
}

export const nilReportOfRow = (row: JsonRow): NilReport => ({
  noticeId: row['id'] as string,
  listCode: row['list_code'] as NilReport['listCode'],
  versionId: row['version_id'] as string,
  sha256: row['sha256'] as string,
  subjectCount: row['subject_count'] as number,
  draftedAt: instantOf(row['starts_at']),
  status: row['status'] as NilReport['status'],
  reason: given(row['reason']),
  closedBy: given(row['closed_by']),
  closedAt: maybeInstant(row['closed_at']),
})

const nilRow = (report: NilReport): JsonRow => ({
  ...NOTHING,
  kind: 'nil',
  status: report.status,
  starts_at: timestampOf(report.draftedAt),
  list_code: report.listCode,
  version_id: report.versionId,
  sha256: report.sha256,
  subject_count: report.subjectCount,
  reason: report.reason ?? null,
  closed_by: report.closedBy ?? null,
  closed_at: timestampOf(report.closedAt),
})
