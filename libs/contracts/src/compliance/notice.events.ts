import { z } from 'zod'
import { event } from '../contract'
import { Id, Time } from '../fields'
import { OversightText, Sha256 } from '../oversight/oversight.fields'
import { NoticeStage, SealedReport } from './notice.fields'
import { ListCode, ListVersionId } from './screening.fields'

const service = 'compliance'
const notice = { routing: { subject: 'noticeId', key: 'ownerId' } } as const
const nil = { routing: { subject: 'noticeId', key: 'listId' } } as const
const about = { ownerId: Id, noticeId: Id }

/** A match is confirmed: the authorities are to be told by `dueAt`. */
export const NoticeDue = event({
  service,
  name: 'NoticeDue',
  ...notice,
  fields: { ...about, checkId: Id, hitId: Id, startsAt: Time, dueAt: Time },
})
/** The time of a notice runs from an earlier moment. */
export const NoticeStartMoved = event({
  service,
  name: 'NoticeStartMoved',
  ...notice,
  fields: { ...about, startsAt: Time, dueAt: Time, by: Id },
})
/** Half, or five sixths, or all of its time is over, and it has not been sent. */
export const NoticeReminded = event({
  service,
  name: 'NoticeReminded',
  ...notice,
  fields: { ...about, stage: NoticeStage },
})
export const NoticeSent = event({
  service,
  name: 'NoticeSent',
  ...notice,
  person: 'ownerId',
  fields: { ...about, report: SealedReport, by: Id },
})
/** Nobody was found in a version that is in force now: that may have to be told, too. */
export const NilReportDrafted = event({
  service,
  name: 'NilReportDrafted',
  ...nil,
  fields: {
    listId: Id,
    noticeId: Id,
    listCode: ListCode,
    versionId: ListVersionId,
    sha256: Sha256,
    subjectCount: z.number().int().nonnegative(),
  },
})
export const NilReportClosed = event({
  service,
  name: 'NilReportClosed',
  ...nil,
  fields: { listId: Id, noticeId: Id, outcome: z.enum(['sent', 'waived']), reason: OversightText, by: Id },
})
