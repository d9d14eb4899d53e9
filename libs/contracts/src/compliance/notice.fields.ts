import { z } from 'zod'
import { personal } from '../personal'
import { ListCode, ListVersionId, Narrative } from './screening.fields'

/** How near the end of its time a notice is: half of it, five sixths of it, all of it. */
export const NoticeStage = z.enum(['reminder', 'urgent', 'overdue'])
export type NoticeStage = z.output<typeof NoticeStage>
export const NoticeKind = z.enum(['match', 'nil'])
export type NoticeKind = z.output<typeof NoticeKind>
/** `waived`: a nil report that nobody asks for. */
export const NoticeStatus = z.enum(['due', 'sent', 'waived'])
export type NoticeStatus = z.output<typeof NoticeStatus>

const Amount = z.string().regex(/^(0|[1-9]\d{0,11})(\.\d{1,8})?$/)
/** What of the client's is frozen, with its worth in rupees. */
export const FrozenAsset = z.strictObject({ asset: z.string().min(1).max(40), amount: Amount, murAmount: Amount })
export type FrozenAsset = z.output<typeof FrozenAsset>

/** What the MLRO states; what the service knows itself stands in the report beside it. */
export const NoticeStatement = z.object({
  assets: z.array(FrozenAsset).max(200),
  action: Narrative,
  /** Whom the authority may ask. */
  contact: z.string().min(1).max(500),
  recipients: z.array(z.string().min(1).max(100)).min(1).max(10),
  /** What the authority has called it. */
  reference: z.string().min(1).max(255).optional(),
})
export type NoticeStatement = z.output<typeof NoticeStatement>

/** What was sent to the authorities (SAN-5). */
export const NoticeReport = NoticeStatement.extend({
  listedParty: z.string().max(500),
  referenceNumber: z.string().max(50).optional(),
  listCode: ListCode,
  listVersionIds: z.array(ListVersionId).max(20),
  accountIds: z.array(z.uuid()),
  foundAt: z.iso.datetime(),
})
export type NoticeReport = z.output<typeof NoticeReport>

export const SealedStatement = personal('cdd', NoticeStatement)
export const SealedReport = personal('cdd', NoticeReport)
