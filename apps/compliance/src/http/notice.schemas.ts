import { FrozenAsset, ListCode, Narrative, NoticeKind, NoticeReport, NoticeStage, NoticeStatus } from '@filao/contracts'
import { pageOf, pageQuery, TimeInput, TimeString } from '@filao/service'
import { z } from 'zod'

export const NoticeQuery = z.strictObject({
  status: NoticeStatus.optional(),
  kind: NoticeKind.optional(),
  ...pageQuery,
})
export type NoticeQuery = z.output<typeof NoticeQuery>

export const SendNoticeBody = z
  .strictObject({
    assets: z.array(FrozenAsset).max(200),
    action: Narrative,
    contact: z.string().min(1).max(500),
    reference: z.string().min(1).max(255).optional(),
  })
  .meta({
    id: 'SendNotice',
    examples: [
      {
        assets: [{ asset: 'USD', amount: '1200', murAmount: '55500' }],
        action: 'All accounts frozen, live orders cancelled, payouts held.',
        contact: 'The MLRO, +230 5250 0000',
      },
    ],
  })
export type SendNoticeBody = z.output<typeof SendNoticeBody>
export const NoticeReceivedBody = z
  .strictObject({ receivedAt: TimeInput })
  .meta({ id: 'NoticeReceived', examples: [{ receivedAt: '2026-03-02T08:15:00.000Z' }] })
export type NoticeReceivedBody = z.output<typeof NoticeReceivedBody>
export const CloseNilReportBody = z
  .strictObject({ outcome: z.enum(['sent', 'waived']), reason: z.string().min(1).max(500) })
  .meta({ id: 'CloseNilReport', examples: [{ outcome: 'sent', reason: 'By e-mail, acknowledged the same day.' }] })
export type CloseNilReportBody = z.output<typeof CloseNilReportBody>

/** What the authorities are to be told. A nil report names its list and no client. */
export const NoticeView = z
  .object({
    id: z.uuid(),
    kind: NoticeKind,
    status: NoticeStatus,
    startsAt: TimeString,
    dueAt: TimeString.nullable(),
    stage: NoticeStage.nullable(),
    userId: z.uuid().nullable(),
    checkId: z.uuid().nullable(),
    hitId: z.uuid().nullable(),
    report: NoticeReport.nullable(),
    list: ListCode.nullable(),
    versionId: z.string().nullable(),
    sha256: z.string().nullable(),
    subjectCount: z.number().int().nullable(),
    reason: z.string().nullable(),
    closedBy: z.uuid().nullable(),
    closedAt: TimeString.nullable(),
  })
  .meta({ id: 'RegulatoryNotice' })
export type NoticeView = z.output<typeof NoticeView>
export const NoticeList = pageOf(NoticeView).meta({ id: 'RegulatoryNoticeList' })
export type NoticeList = z.output<typeof NoticeList>
