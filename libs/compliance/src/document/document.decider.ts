import { localDay, type Instant } from '@filao/kernel'
import type { CommandOf } from '../compliance.commands'
import type { ComplianceEvent } from '../compliance.events'
import { refuse, type ComplianceDecision } from '../compliance.refusals'
import { cddOf, liveAccounts, type Subject } from '../subject.state'
import { DOCUMENTS_MAX, isIdentityDocument, type Document } from './document.state'

/** A paper joins the others. The same file again is the one that is there, whatever is said of it now. */
export function uploadDocument(
  command: CommandOf<'UploadDocument'>,
  subject: Subject,
  now: Instant,
): ComplianceDecision {
  const { type: _, duplicate = false, ...uploaded } = command
  const { documents, profile } = subject
  if (!profile) return refuse('subject_unknown')
  if (documents.has(command.documentId) || sameFile(command, subject)) return []
  if (documents.size >= DOCUMENTS_MAX) return refuse('documents_max')
  // What the provider has looked at is kept as evidence, also where it has run out.
  if (command.uploadedBy !== undefined && isOver(command, now)) return refuse('document_expired')
  return [{ ...uploaded, type: 'DocumentUploaded', duplicate }]
}

const sameFile = ({ fileHash }: CommandOf<'UploadDocument'>, { documents }: Subject): boolean =>
  [...documents.values()].some((known) => known.fileHash === fileHash)

/** The last day still counts. */
const isOver = ({ expiresOn }: Pick<Document, 'expiresOn'>, now: Instant): boolean =>
  expiresOn !== undefined && expiresOn < localDay(now)

/** One officer says what a paper is worth; never of the own papers. */
export function reviewDocument(
  command: CommandOf<'ReviewDocument'>,
  subject: Subject,
  now: Instant,
): ComplianceDecision {
  const { userId, documentId, verdict, reason, notes, by } = command
  const document = subject.documents.get(documentId)
  if (!document) return refuse('document_unknown')
  if (by === userId) return refuse('own_case')
  switch (verdict) {
    case 'start':
      return startReview(document, { userId, documentId, by })
    case 'approve':
      return approve(document, { userId, documentId, by, notes }, now)
    case 'reject': {
      if (document.status === 'rejected') return []
      if (!isOpen(document)) return refuse('already_reviewed')
      return reason === undefined
        ? refuse('not_allowed_in_state')
        : [{ type: 'DocumentRejected', userId, documentId, by, reason, notes }]
    }
    case 'request_resubmission': {
      if (document.status === 'resubmission_required') return []
      // A new one of what has run out is asked for as well.
      if (!isOpen(document) && document.status !== 'expired') return refuse('already_reviewed')
      return reason === undefined
        ? refuse('not_allowed_in_state')
        : [{ type: 'DocumentResubmissionRequired', userId, documentId, by, reason, notes }]
    }
  }
}

const isOpen = ({ status }: Document): boolean => status === 'pending' || status === 'under_review'

type Review = Pick<CommandOf<'ReviewDocument'>, 'userId' | 'documentId' | 'by'>

/** Whoever takes a review over says so; the one who has it is not told twice. */
function startReview(document: Document, review: Review): ComplianceDecision {
  if (document.status === 'under_review' && document.reviewedBy === review.by) return []
  if (!isOpen(document)) return refuse(document.status === 'expired' ? 'document_expired' : 'already_reviewed')
  return [{ type: 'DocumentReviewStarted', ...review }]
}

function approve(
  document: Document,
  review: Review & Pick<CommandOf<'ReviewDocument'>, 'notes'>,
  now: Instant,
): ComplianceDecision {
  if (document.status === 'approved') return []
  if (document.status === 'expired') return refuse('document_expired')
  if (!isOpen(document)) return refuse('already_reviewed')
  if (isOver(document, now)) return refuse('document_expired')
  if (document.duplicate) return refuse('duplicate_identity')
  return [{ type: 'DocumentApproved', ...review }]
}

/** From a timer. Where the client's identity stands on this paper, the approval ends with it. */
export function expireDocument(
  command: CommandOf<'ExpireDocument'>,
  subject: Subject,
  now: Instant,
): ComplianceDecision {
  const { userId, documentId } = command
  const document = subject.documents.get(documentId)
  if (!document || !isOver(document, now)) return []
  if (!isOpen(document) && document.status !== 'approved') return []
  const expired: ComplianceEvent = { type: 'DocumentExpired', userId, documentId }
  const { kyc } = subject
  if (kyc?.status !== 'approved' || document.status !== 'approved' || !isStoodOn(document, subject)) return [expired]
  const accountIds = liveAccounts(subject)
  return [expired, { type: 'KycExpired', userId, caseId: kyc.caseId, ground: 'document_expired', accountIds }]
}

const isStoodOn = (document: Document, subject: Subject): boolean =>
  isIdentityDocument(document) && cddOf(subject).identityDocument?.verifiedBy === document.documentId
