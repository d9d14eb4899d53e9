import { isSealed } from '@filao/contracts'
import { assert, type Instant } from '@filao/kernel'
import type { ComplianceEvent, EventOf } from '../compliance.events'
import type { Subject } from '../subject.state'
import { riskOf, type Risk } from './risk.state'

/**
 * What bears on the risk: who the client is, what was found on lists, what they hold, whose banks they deal with, what
 * came of alerts, a review.
 */
const BEARING: ReadonlySet<ComplianceEvent['type']> = new Set<ComplianceEvent['type']>([
  'SubjectRegistered',
  'AccountRegistered',
  'CounterpartyRecorded',
  'CddRecorded',
  'HitConfirmed',
  'HitCleared',
  'AlertClosed',
  'DocumentExpired',
  'KycDecisionRecorded',
  'KycAwaitingApproval',
  'KycReviewDue',
])
/** A check that found nobody and a payment within what was declared say nothing new: every payment has them. */
export function bearsOnRisk(event: ComplianceEvent): boolean {
  switch (event.type) {
    case 'AmlCheckCompleted':
      return event.subjectKind === 'client' && !isSealed(event.findings) && event.findings.result !== 'clear'
    case 'TurnoverRecorded':
      return event.isBeyondDeclared
    default:
      return BEARING.has(event.type)
  }
}

type RiskEvent = EventOf<'SubjectScored' | 'RiskOverrideProposed' | 'RiskOverridden' | 'RiskOverrideEnded'>

/** Total: every event in every state. */
export function evolveRisk(subject: Subject, event: RiskEvent, now: Instant): Subject {
  const { risk } = subject
  switch (event.type) {
    case 'RiskOverrideProposed': {
      const { type: _, userId: __, ...proposal } = event
      risk.proposal = proposal
      return subject
    }
    case 'SubjectScored': {
      const { type: _, userId: __, override, ...scored } = event
      risk.isDue = false
      return became(subject, { ...scored, override, computedAt: now })
    }
    case 'RiskOverridden':
    case 'RiskOverrideEnded': {
      const known = riskOf(subject)
      assert(known !== undefined, 'what is overridden was scored')
      risk.proposal = undefined
      const { scoreId, tier, override } = event
      return became(subject, { ...known, scoreId, tier, override, computedAt: now })
    }
  }
}

function became(subject: Subject, score: Risk): Subject {
  subject.risk.scores.set(score.scoreId, score)
  subject.risk.latest = score.scoreId
  subject.riskLevel = score.tier
  return subject
}
