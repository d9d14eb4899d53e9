import { refuse, type ComplianceRefusal } from '../compliance.refusals'
import type { Subject } from '../subject.state'

/** True for a paper of the client's that an officer has approved and that has not run out. */
export const isPaper = (verifiedBy: string, { documents }: Pick<Subject, 'documents'>): boolean =>
  documents.get(verifiedBy)?.status === 'approved'

/** True for a session with the provider that ended well, and has not lapsed since. */
const isCheck = (verifiedBy: string, { kyc }: Pick<Subject, 'kyc'>): boolean =>
  kyc?.sessions.get(verifiedBy)?.status === 'approved'

/** What verifies a value: a document or a check of the provider's that stands (regulation CDD-1). Nobody's words do. */
export const isEvidence = (verifiedBy: string, subject: Pick<Subject, 'documents' | 'kyc'>): boolean =>
  isPaper(verifiedBy, subject) || isCheck(verifiedBy, subject)

/** Why nothing is verified by this: what it names does not stand, or it names neither a document nor a check. */
export function refuseEvidence(verifiedBy: string, subject: Subject): ComplianceRefusal | undefined {
  if (isEvidence(verifiedBy, subject)) return undefined
  const isKnown = subject.documents.has(verifiedBy) || subject.kyc?.sessions.has(verifiedBy) === true
  return refuse(isKnown ? 'evidence_not_approved' : 'document_unknown')
}
