import { z } from 'zod'
import { command } from '../contract'
import { Id, Time } from '../fields'
import { OversightText } from '../oversight/oversight.fields'
import { NoticeStage, SealedStatement } from './notice.fields'

const service = 'compliance'
const notice = { routing: { subject: 'noticeId', key: 'ownerId' } } as const
const about = { ownerId: Id, noticeId: Id }

/** The authority's own notice of the listing came earlier than the match was confirmed: the time runs from there. */
export const RecordNoticeReceived = command({
  service,
  name: 'RecordNoticeReceived',
  ...notice,
  fields: { ...about, receivedAt: Time, by: Id },
})
/** A part of a notice's time is over. */
export const RemindOfNotice = command({
  service,
  name: 'RemindOfNotice',
  ...notice,
  fields: { ...about, stage: NoticeStage },
})
/** The notice has been sent to the authorities. */
export const SendNotice = command({
  service,
  name: 'SendNotice',
  ...notice,
  person: 'ownerId',
  fields: { ...about, statement: SealedStatement, by: Id },
})
/** The nil report of a version was sent, or nobody asks for it. */
export const CloseNilReport = command({
  service,
  name: 'CloseNilReport',
  routing: { subject: 'noticeId', key: 'listId' },
  fields: { listId: Id, noticeId: Id, outcome: z.enum(['sent', 'waived']), reason: OversightText, by: Id },
})
