import { Id } from '@filao/contracts'
import { refuse, type ComplianceRefusal } from '../compliance.refusals'
import type { Subject } from '../subject.state'

/** True for a paper of the client's that an officer has approved and that has not run out. */
export const isPaper = (verifiedBy: string, { documents }: Pick<Subject, 'documents'>): boolean =>
  documents.get(verifiedBy)?.status === 'approved'

/** False for a paper that no longer stands; the provider's check and other evidence do as long as the value does. */
export const isEvidence = (verifiedBy: string, subject: Pick<Subject, 'documents'>): boolean =>
  !subject.documents.has(verifiedBy) || isPaper(verifiedBy, subject)

/** Why nothing is verified by this: a paper that nobody has approved, or an id that names neither paper nor check. */
export function refuseEvidence(verifiedBy: string, subject: Subject): ComplianceRefusal | undefined {
  if (!isEvidence(verifiedBy, subject)) return refuse('evidence_not_approved')
  const isKnown = subject.documents.has(verifiedBy) || subject.kyc?.sessions.has(verifiedBy) === true
  return isKnown || !Id.safeParse(verifiedBy).success ? undefined : refuse('document_unknown')
}
