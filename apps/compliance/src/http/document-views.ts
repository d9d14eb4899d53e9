import type { Document } from '@filao/compliance'
import { isSealed, type Personal } from '@filao/contracts'
import { toTimestamp } from '@filao/kernel'
import type { OwnDocument } from '../store/document.rows.store'
import type { CaseDocumentView, DocumentView } from './document.schemas'

const SHOWN_CHARACTERS = 4

/** What an owner is shown. */
export const ownView = (document: OwnDocument): DocumentView => ({
  id: document.documentId,
  documentType: document.documentType,
  documentNumber: masked(document.documentNumber),
  status: document.status,
  issuedOn: document.issuedOn ?? null,
  expiresOn: document.expiresOn ?? null,
  mediaType: document.mediaType,
  size: document.fileSize,
  reason: textOf(document.reason),
  uploadedAt: toTimestamp(document.uploadedAt),
})

/** What an officer is shown; the number in full stands on the document itself. */
export const caseView = (document: Document): CaseDocumentView => ({
  ...ownView(document),
  sha256: document.fileHash,
  isDuplicate: document.duplicate,
  method: document.method ?? null,
  providerSessionId: document.providerSessionId ?? null,
  uploadedBy: document.uploadedBy ?? null,
  notes: textOf(document.notes),
  reviewedBy: document.reviewedBy ?? null,
  reviewedAt: document.reviewedAt === undefined ? null : toTimestamp(document.reviewedAt),
})

const textOf = (value: Personal<string> | undefined): string | null =>
  value === undefined || isSealed(value) ? null : value

function masked(number: Personal<string> | undefined): string | null {
  const text = textOf(number)
  return text === null ? null : `…${text.slice(-SHOWN_CHARACTERS)}`
}
