import type { DocumentType, Personal, VerificationStatus } from '@filao/contracts'
import { assert, type Id, type Instant } from '@filao/kernel'
import type { ComplianceEvent, EventOf } from '../compliance.events'

type Uploaded = Omit<EventOf<'DocumentUploaded'>, 'type' | 'userId'>

/** A paper of a client's, and what officers have made of it. */
export interface Document extends Uploaded {
  readonly uploadedAt: Instant
  status: VerificationStatus
  /** Why it was not taken. */
  reason: Personal<string> | undefined
  notes: EventOf<'DocumentApproved'>['notes']
  reviewedBy: Id | undefined
  reviewedAt: Instant | undefined
}

/** By {@link Document.documentId}. */
export type Documents = Map<Id, Document>

/** Documents that one client may have: more are no evidence, but a load. */
export const DOCUMENTS_MAX = 50

const IDENTITY: ReadonlySet<DocumentType> = new Set<DocumentType>(['passport', 'national_id', 'drivers_license'])
export const isIdentityDocument = ({ documentType }: Pick<Document, 'documentType'>): boolean =>
  IDENTITY.has(documentType)

type DocumentEvent = Extract<ComplianceEvent, { documentId: string }>

/** Total: every event in every state. */
export function evolveDocuments(documents: Documents, event: DocumentEvent, now: Instant): void {
  if (event.type === 'DocumentUploaded') {
    const { type: _, userId: __, ...uploaded } = event
    documents.set(event.documentId, {
      ...uploaded,
      uploadedAt: now,
      status: 'pending',
      reason: undefined,
      notes: undefined,
      reviewedBy: undefined,
      reviewedAt: undefined,
    })
    return
  }
  const document = documents.get(event.documentId)
  assert(document !== undefined, 'a document that an event names was uploaded')
  reviewed(document, event, now)
}

function reviewed(document: Document, event: Exclude<DocumentEvent, { type: 'DocumentUploaded' }>, now: Instant): void {
  switch (event.type) {
    case 'DocumentReviewStarted':
      document.status = 'under_review'
      document.reviewedBy = event.by
      return
    case 'DocumentExpired':
      document.status = 'expired'
      return
    case 'DocumentApproved':
      document.status = 'approved'
      document.reason = undefined
      break
    case 'DocumentRejected':
      document.status = 'rejected'
      document.reason = event.reason
      break
    case 'DocumentResubmissionRequired':
      document.status = 'resubmission_required'
      document.reason = event.reason
      break
  }
  document.notes = event.notes
  document.reviewedBy = event.by
  document.reviewedAt = now
}
