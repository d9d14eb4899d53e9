import { isSealed, type ListCode } from '@filao/contracts'
import { toTimestamp, type Moment } from '@filao/kernel'
import { pairOf, type Check, type Hit } from './check.state'
import type { CommandOf } from './compliance.commands'
import type { ComplianceEvent } from './compliance.events'
import { refuse, type ComplianceDecision, type ComplianceRefusal } from './compliance.refusals'
import { idAt } from './id'
import { FREEZING_LISTS } from './lists/list-version'
import { versionRefOf } from './list.state'
import type { NilReports, Notice } from './notice.state'
import { liveAccounts, type Subject } from './subject.state'

const HOUR_MS = 3_600_000
const STAGES = ['reminder', 'urgent', 'overdue'] as const

interface Found {
  readonly check: Check
  readonly hit: Hit
}

/** Once for an entry, in however many checks the client was found to be it. */
export function noticeOf(
  { ownerId, noticeHours }: CommandOf<'ConfirmHit'>,
  { check, hit }: Found,
  subject: Subject,
  at: Moment,
): readonly ComplianceEvent[] {
  if (!FREEZING_LISTS.includes(hit.listCode)) return []
  const isKnown = [...subject.notices.values()].some((notice) => {
    const known = subject.checks.get(notice.checkId)?.hits.get(notice.hitId)
    return known !== undefined && pairOf(known) === pairOf(hit)
  })
  if (isKnown) return []
  const about = { ownerId, noticeId: idAt(ownerId, at, 1), checkId: check.checkId, hitId: hit.hitId }
  return [{ type: 'NoticeDue', ...about, startsAt: at.now, dueAt: at.now + noticeHours * HOUR_MS }]
}

/** The clock starts at the earlier of the authority's notice and the confirmed match; it keeps its length. */
export function recordNoticeReceived(
  command: CommandOf<'RecordNoticeReceived'>,
  subject: Subject,
  { now }: Moment,
): ComplianceDecision {
  const notice = openNotice(command, subject)
  if ('refused' in notice) return notice
  const { ownerId, noticeId, receivedAt, by } = command
  if (receivedAt > now) return refuse('not_allowed_in_state')
  if (receivedAt >= notice.startsAt) return []
  const dueAt = receivedAt + (notice.dueAt - notice.startsAt)
  return [{ type: 'NoticeStartMoved', ownerId, noticeId, startsAt: receivedAt, dueAt, by }]
}

/** A timer that was set before the start was moved may come after a later stage. */
export function remindOfNotice(
  { ownerId, noticeId, stage }: CommandOf<'RemindOfNotice'>,
  { notices }: Subject,
): ComplianceDecision {
  const notice = notices.get(noticeId)
  if (notice?.status !== 'due') return []
  const isLater = notice.stage === undefined || STAGES.indexOf(stage) > STAGES.indexOf(notice.stage)
  return isLater ? [{ type: 'NoticeReminded', ownerId, noticeId, stage }] : []
}

/** What was sent, made of what the MLRO states and of what is on record. */
export function sendNotice(command: CommandOf<'SendNotice'>, subject: Subject): ComplianceDecision {
  const notice = openNotice(command, subject)
  if ('refused' in notice) return notice.refused === 'notice_closed' ? sentBefore(command, subject) : notice
  const { ownerId, noticeId, statement, by } = command
  const check = subject.checks.get(notice.checkId)
  const hit = check?.hits.get(notice.hitId)
  // Words that cannot be read are those of somebody who was erased.
  if (isSealed(statement) || !check || !hit) return []
  const report = {
    ...statement,
    listedParty: hit.caption,
    referenceNumber: hit.referenceNumber,
    listCode: hit.listCode,
    listVersionIds: (check.provenance?.listVersionIds ?? []).filter((id) => id.startsWith(`${hit.listCode}/`)),
    accountIds: liveAccounts(subject),
    foundAt: toTimestamp(check.checkedAt ?? check.requestedAt),
  }
  return [{ type: 'NoticeSent', ownerId, noticeId, report, by }]
}

/** By the same person again it is the same; by another it was sent. */
const sentBefore = ({ noticeId, by }: CommandOf<'SendNotice'>, { notices }: Subject): ComplianceDecision =>
  notices.get(noticeId)?.closedBy === by ? [] : refuse('notice_closed')

type OnNotice = CommandOf<'RecordNoticeReceived' | 'SendNotice'>

function openNotice({ noticeId, ownerId, by }: OnNotice, { notices }: Subject): Notice | ComplianceRefusal {
  const notice = notices.get(noticeId)
  if (!notice) return refuse('notice_unknown')
  if (by === ownerId) return refuse('own_case')
  return notice.status === 'due' ? notice : refuse('notice_closed')
}

/** Nobody of ours stands on a list of sanctions, now that a version of it is in force (SAN-6). */
export function draftNilReport(
  { listId, versionId, subjectCount, hitCount }: CommandOf<'ActivateListVersion'>,
  listCode: ListCode,
  sha256: string,
): readonly ComplianceEvent[] {
  if (hitCount !== 0 || !FREEZING_LISTS.includes(listCode)) return []
  const noticeId = versionRefOf(versionId)
  return [{ type: 'NilReportDrafted', listId, noticeId, listCode, versionId, sha256, subjectCount }]
}

export function closeNilReport(
  { listId, noticeId, outcome, reason, by }: CommandOf<'CloseNilReport'>,
  reports: NilReports,
): ComplianceDecision {
  const report = reports.get(noticeId)
  if (!report) return refuse('notice_unknown')
  if (report.status !== 'due') return report.status === outcome && report.closedBy === by ? [] : refuse('notice_closed')
  return [{ type: 'NilReportClosed', listId, noticeId, outcome, reason, by }]
}
