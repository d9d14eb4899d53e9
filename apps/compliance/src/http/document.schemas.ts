import { Country, Day, DocumentMediaType, DocumentReason, DocumentType, Id, VerificationStatus } from '@filao/contracts'
import { TimeString } from '@filao/service'
import { z } from 'zod'

/** What is said of a file that is handed in; the file itself is the part `file`. */
export const UploadBody = z
  .strictObject({
    documentType: DocumentType,
    documentNumber: z
      .string()
      .min(1)
      .max(50)
      .regex(/^\P{Cc}+$/u)
      .optional(),
    documentCountry: Country.optional(),
    issuedOn: Day.optional(),
    expiresOn: Day.optional(),
  })
  .refine(({ issuedOn, expiresOn }) => !issuedOn || !expiresOn || issuedOn < expiresOn, {
    message: 'A document ends after it was issued.',
    path: ['expiresOn'],
  })
  .refine(({ documentNumber, documentCountry }) => !documentNumber || documentCountry !== undefined, {
    message: 'A number is of a country.',
    path: ['documentCountry'],
  })
  .meta({ id: 'UploadDocument' })
export type UploadBody = z.output<typeof UploadBody>

const shown = {
  id: Id,
  documentType: DocumentType,
  /** The last four characters. */
  documentNumber: z.string().nullable(),
  status: VerificationStatus,
  issuedOn: z.string().nullable(),
  expiresOn: z.string().nullable(),
  mediaType: DocumentMediaType,
  size: z.number().int(),
  reason: z.string().nullable(),
  uploadedAt: TimeString,
} as const
/** A document as its owner sees it. */
export const DocumentView = z.strictObject(shown).meta({ id: 'Document' })
export type DocumentView = z.infer<typeof DocumentView>
export const DocumentList = z
  .strictObject({ items: z.array(DocumentView), next: z.null() })
  .meta({ id: 'DocumentList' })
export type DocumentList = z.infer<typeof DocumentList>

/** A document as those see it who judge it. */
export const CaseDocumentView = z
  .strictObject({
    ...shown,
    sha256: z.string(),
    /** Its number is another client's too. */
    isDuplicate: z.boolean(),
    method: z.string().nullable(),
    providerSessionId: z.string().nullable(),
    uploadedBy: Id.nullable(),
    notes: z.string().nullable(),
    reviewedBy: Id.nullable(),
    reviewedAt: TimeString.nullable(),
  })
  .meta({ id: 'CaseDocument' })
export type CaseDocumentView = z.infer<typeof CaseDocumentView>
export const CaseDocumentList = z
  .strictObject({ items: z.array(CaseDocumentView), next: z.null() })
  .meta({ id: 'CaseDocumentList' })
export type CaseDocumentList = z.infer<typeof CaseDocumentList>

export const CaseDocumentPath = z.strictObject({ id: Id, documentId: Id })
export type CaseDocumentPath = z.infer<typeof CaseDocumentPath>

const Notes = z.string().min(1).max(2_000).optional()
export const ApproveDocumentBody = z.strictObject({ notes: Notes }).meta({ id: 'ApproveDocument' })
export type ApproveDocumentBody = z.infer<typeof ApproveDocumentBody>
export const TurnDownDocumentBody = z
  .strictObject({ reason: DocumentReason, notes: Notes })
  .meta({ id: 'TurnDownDocument' })
export type TurnDownDocumentBody = z.infer<typeof TurnDownDocumentBody>
