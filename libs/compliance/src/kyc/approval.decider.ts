import { isSealed, type CddField } from '@filao/contracts'
import { addDays, addMonths, commandHash, judgeWord, localDay, type Id, type Instant } from '@filao/kernel'
import type { CommandOf } from '../compliance.commands'
import { hasHitNotCleared, isScreenedClear } from '../clearance.state'
import { refuse, type ComplianceDecision, type ComplianceRefusal } from '../compliance.refusals'
import { isEvidence, isPaper } from '../document/evidence.state'
import { isFrozen } from '../freeze.state'
import { riskOf } from '../risk/risk.state'
import { NAME_SCORE_MIN } from '../screening/name-likeness'
import { cddOf, liveAccounts, type Subject } from '../subject.state'
import { notAwaiting } from './case.decider'
import { currentSession, type KycCase, type KycSession } from './kyc.state'

/** What is known and verified of everybody (regulation CDD-1), and besides of whom more is asked (CDD-5). */
const REQUIRED: readonly CddField[] = [
  'legalName',
  'otherNames',
  'dateOfBirth',
  'placeOfBirth',
  'nationalities',
  'residentialAddress',
  'permanentAddress',
  'identityDocument',
  'phoneNumber',
  'email',
  'occupation',
  'employer',
  'purpose',
  'expectedMonthlyDeposits',
  'sourceOfFunds',
  'taxResidence',
  'pepDeclaration',
]
const ENHANCED: readonly CddField[] = ['sourceOfWealth', 'transactionReasons']
/** Of whom more is asked shows papers for these; nobody's word is enough. */
const ON_PAPER: readonly CddField[] = ['sourceOfFunds', 'sourceOfWealth']

/** Only what the provider was content with is approved, by officers, and never by the provider alone. */
export function approveKyc(command: CommandOf<'ApproveKyc'>, subject: Subject, now: Instant): ComplianceDecision {
  const { userId, by, bySenior } = command
  const { kyc } = subject
  if (!kyc) return refuse('not_awaiting_approval')
  const session = currentSession(kyc)
  if (kyc.officer !== 'pending_approval' || session?.status !== 'approved') return refuse(notAwaiting(kyc))
  const hash = hashOf(subject, kyc, session)
  const verdict = judgeWord({ by, commandHash: hash }, kyc.first, userId)
  if (verdict === 'owner') return refuse('own_case')
  if (verdict === 'same_approver') return refuse('same_approver')
  // What is decided by the risk is decided by the risk as it is now.
  if (subject.risk.isDue || !riskOf(subject)) return refuse('risk_not_scored')
  const obstacle = obstacleTo(subject, session, now)
  if (obstacle) return obstacle
  const { sanctions, pep } = command.listsInForce ?? {}
  if (!isScreenedClear(subject, { sanctions, pep })) return refuse('screening_not_clear')
  // Whoever asked read the client before the decision was there, and compared no names.
  if (command.nameScore === undefined) return refuse('decision_not_fetched')
  // Payments compare holders and payers with the name that the client goes by: one officer alone lets no other name pass.
  if (needsTwo(subject) || command.nameScore < NAME_SCORE_MIN) {
    if (verdict === 'first')
      return [{ type: 'KycFirstApproved', userId, caseId: kyc.caseId, commandHash: hash, by, bySenior }]
    if (needsTwo(subject) && !kyc.first!.senior && !bySenior) return refuse('senior_approver_required')
  }
  const agreed = { commandHash: hash, firstApprovedBy: verdict === 'second' ? kyc.first!.by : undefined }
  return [approved(command, subject, kyc, { session, agreed, now })]
}

/** What officers approve: a client by what one session found, at the risk that decides who has to approve it. */
const hashOf = ({ id: userId, riskLevel }: Subject, { caseId, cycle }: KycCase, { sessionId }: KycSession): string =>
  commandHash({ command: 'ApproveKyc', userId, caseId, cycle, sessionId, riskLevel })

function obstacleTo(subject: Subject, session: KycSession, now: Instant): ComplianceRefusal | undefined {
  const { decision } = session
  if (subject.userStatus === 'suspended' || subject.userStatus === 'closed' || isFrozen(subject))
    return refuse('account_not_eligible')
  if (!decision || isSealed(decision.identity)) return refuse('decision_not_fetched')
  if (decision.documentExpiresOn !== undefined && decision.documentExpiresOn < localDay(now))
    return refuse('document_expired')
  if (decision.duplicate) return refuse('duplicate_identity')
  const lacking = lackingOf(subject)
  return lacking === undefined ? undefined : refuse('cdd_incomplete', { field: lacking })
}

/** The first field that is missing, or that nothing has verified which still stands. */
function lackingOf(subject: Subject): CddField | undefined {
  const cdd = cddOf(subject)
  const isEnhanced = isHighRisk(subject) || isPep(subject)
  const asked = isEnhanced ? [...REQUIRED, ...ENHANCED] : REQUIRED
  return asked.find((field) => {
    const verifiedBy = cdd[field]?.verifiedBy
    if (verifiedBy === undefined || !isEvidence(verifiedBy, subject)) return true
    return isEnhanced && ON_PAPER.includes(field) && !isPaper(verifiedBy, subject)
  })
}

const isHighRisk = ({ riskLevel }: Subject): boolean => riskLevel === 'high' || riskLevel === 'critical'
const isPep = (subject: Subject): boolean => (cddOf(subject).pepDeclaration?.value ?? 'none') !== 'none'

/** Two people, one of them of senior management: high risk, a politically exposed person, a hit that nobody has cleared. */
export const needsTwo = (subject: Subject): boolean =>
  isHighRisk(subject) || isPep(subject) || hasHitNotCleared(subject)

interface Approving {
  readonly session: KycSession
  readonly agreed: { readonly commandHash: string; readonly firstApprovedBy: Id | undefined }
  readonly now: Instant
}

function approved(command: CommandOf<'ApproveKyc'>, subject: Subject, kyc: KycCase, approving: Approving) {
  const { session, agreed, now } = approving
  const { userId, by, accountId, review } = command
  const { identity, documentExpiresOn } = session.decision!
  const { riskLevel } = subject
  const reviewDueOn = addMonths(localDay(now), review.months[riskLevel])
  const approval = {
    userId,
    caseId: kyc.caseId,
    by,
    ...agreed,
    riskLevel,
    identity,
    documentExpiresOn,
    reviewDueOn,
    graceEndsOn: addDays(reviewDueOn, review.graceDays),
    review,
    accountIds: [...liveAccounts(subject)],
    cycle: kyc.cycle,
  }
  return kyc.status === 'approved'
    ? ({ type: 'KycRenewed', ...approval } as const)
    : ({ type: 'KycApproved', ...approval, accountId } as const)
}
