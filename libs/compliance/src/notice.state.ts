import type { NoticeStage } from '@filao/contracts'
import type { Id, Instant } from '@filao/kernel'
import type { EventOf } from './compliance.events'

/** A confirmed match of which the authorities are to be told. */
export interface Notice {
  readonly noticeId: Id
  readonly checkId: Id
  readonly hitId: Id
  startsAt: Instant
  dueAt: Instant
  status: 'due' | 'sent'
  /** The last reminder; undefined while half of the time is left. */
  stage: NoticeStage | undefined
  report?: EventOf<'NoticeSent'>['report'] | undefined
  closedBy?: Id | undefined
  closedAt?: Instant | undefined
}
/** By {@link Notice.noticeId}. */
export type Notices = Map<Id, Notice>

/** That nobody was found in a version of a list. */
export interface NilReport extends Omit<EventOf<'NilReportDrafted'>, 'type' | 'listId'> {
  readonly draftedAt: Instant
  status: 'due' | 'sent' | 'waived'
  reason?: string | undefined
  closedBy?: Id | undefined
  closedAt?: Instant | undefined
}
/** By {@link NilReport.noticeId}. */
export type NilReports = Map<Id, NilReport>

type NoticeEvent = EventOf<'NoticeDue' | 'NoticeStartMoved' | 'NoticeReminded' | 'NoticeSent'>

/** Changes the notices of a subject in place. */
export function evolveNotice(notices: Notices, event: NoticeEvent, at: Instant): void {
  if (event.type === 'NoticeDue') {
    const { type: _, ownerId: __, ...due } = event
    notices.set(event.noticeId, { ...due, status: 'due', stage: undefined })
    return
  }
  const notice = notices.get(event.noticeId)
  if (!notice) return
  switch (event.type) {
    case 'NoticeStartMoved':
      notice.startsAt = event.startsAt
      notice.dueAt = event.dueAt
      break
    case 'NoticeReminded':
      notice.stage = event.stage
      break
    case 'NoticeSent':
      notice.status = 'sent'
      notice.report = event.report
      notice.closedBy = event.by
      notice.closedAt = at
      break
  }
}

/** Changes the nil reports of a list in place. */
export function evolveNilReport(
  reports: NilReports,
  event: EventOf<'NilReportDrafted' | 'NilReportClosed'>,
  at: Instant,
): void {
  if (event.type === 'NilReportDrafted') {
    const { type: _, listId: __, ...drafted } = event
    reports.set(event.noticeId, { ...drafted, draftedAt: at, status: 'due' })
    return
  }
  const report = reports.get(event.noticeId)
  if (!report) return
  report.status = event.outcome
  report.reason = event.reason
  report.closedBy = event.by
  report.closedAt = at
}
