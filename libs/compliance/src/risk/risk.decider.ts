import { canonicalJson, isSealed, RiskInputs, type RiskLevel, type RiskOverride } from '@filao/contracts'
import { addDays, addMonths, commandHash, judgeWord, localDay, type Instant, type Moment } from '@filao/kernel'
import type { CommandOf } from '../compliance.commands'
import type { ComplianceEvent } from '../compliance.events'
import { refuse, type ComplianceDecision } from '../compliance.refusals'
import { idAt } from '../id'
import type { Subject } from '../subject.state'
import { assess, floorTier, higher, isAbove, RISK_FACTORS, RISK_MODEL, type Assessment } from './risk-model'
import { riskInputsOf } from './risk-inputs.state'
import { riskOf, type Risk } from './risk.state'

/** Scores a client by what is known of them now; what was seen and hashed must be that. */
export function scoreSubject(command: CommandOf<'ScoreSubject'>, subject: Subject, at: Moment): ComplianceDecision {
  const { userId, inputs, hashes, terms } = command
  const known = riskInputsOf(subject, at.now)
  if (!known) return refuse('subject_unknown')
  if (isSealed(inputs) || textOf(inputs) !== textOf(known)) return refuse('risk_inputs_changed')
  const last = riskOf(subject)
  if (last && !subject.risk.isDue && canonicalJson(last.versions) === canonicalJson(terms.versions)) return []
  const assessment = assess(known, terms)
  const override = standing(last?.override, assessment)
  const tier = tierWith(override, assessment)
  const scored: ComplianceEvent = {
    type: 'SubjectScored',
    userId,
    scoreId: idAt(userId, at, 0),
    modelVersion: RISK_MODEL,
    factors: RISK_FACTORS.map((name) => ({
      name,
      value: assessment.values[name],
      weight: terms.model.weights[name],
      inputsHash: hashes[name],
    })),
    inputs: known,
    scoreHundredths: assessment.scoreHundredths,
    accumulation: assessment.accumulation,
    floors: [...assessment.floors],
    computedTier: assessment.tier,
    versions: terms.versions,
    tier,
    override,
  }
  return [scored, ...broughtForward(subject, tier, at.now)]
}

/** A lowering was decided on what was known: it ends when the model sees more than that. */
const standing = (override: RiskOverride | undefined, { tier }: Assessment): RiskOverride | undefined =>
  override?.direction === 'down' && isAbove(tier, override.computedTier) ? undefined : override

function tierWith(
  override: RiskOverride | undefined,
  { tier, floors }: Pick<Assessment, 'tier' | 'floors'>,
): RiskLevel {
  if (!override) return tier
  if (override.direction === 'up') return higher(tier, override.tier)
  return isAbove(tier, override.tier) ? higher(override.tier, floorTier(floors)) : tier
}

/** One person raises; two who say the same lower, until a day, and never below a floor. */
export function overrideRisk(command: CommandOf<'OverrideRisk'>, subject: Subject, at: Moment): ComplianceDecision {
  const { userId, tier, reason, expiresOn, by } = command
  const risk = riskOf(subject)
  if (!subject.profile) return refuse('subject_unknown')
  if (by === userId) return refuse('own_case')
  if (!risk) return refuse('risk_not_scored')
  if (expiresOn !== undefined && expiresOn < localDay(at.now)) return refuse('risk_override_expiry')
  if (tier === risk.tier) return []
  const set = { tier, computedTier: risk.computedTier, reason, expiresOn, by, at: at.now }
  if (isAbove(tier, risk.tier)) return overridden(subject, { ...set, direction: 'up' }, at)
  if (expiresOn === undefined) return refuse('risk_override_expiry')
  if (isAbove(floorTier(risk.floors), tier)) return refuse('risk_floor')
  const { proposal } = subject.risk
  const hash = commandHash({ command: 'OverrideRisk', userId, tier, expiresOn })
  const first = proposal && { by: proposal.proposedBy, commandHash: proposal.commandHash }
  switch (judgeWord({ by, commandHash: hash }, first, userId)) {
    case 'owner':
      return refuse('own_case')
    case 'same_approver':
      return refuse('same_approver')
    case 'first':
      return [{ type: 'RiskOverrideProposed', userId, tier, reason, expiresOn, commandHash: hash, proposedBy: by }]
    case 'second': {
      const { reason: said, proposedBy } = proposal!
      return overridden(subject, { ...set, reason: said, direction: 'down', proposedBy, commandHash: hash }, at)
    }
  }
}

function overridden(subject: Subject, override: RiskOverride, at: Moment): ComplianceDecision {
  const { tier } = override
  const of = { userId: subject.id, scoreId: idAt(subject.id, at, 0) }
  return [{ type: 'RiskOverridden', ...of, tier, override }, ...broughtForward(subject, tier, at.now)]
}

/** From a timer: what the model says holds again, unless another override took the place of the one that ended. */
export function expireRiskOverride(
  { userId }: CommandOf<'ExpireRiskOverride'>,
  subject: Subject,
  at: Moment,
): ComplianceDecision {
  const risk = riskOf(subject)
  const expiresOn = risk?.override?.expiresOn
  if (!risk || expiresOn === undefined || expiresOn >= localDay(at.now)) return []
  const tier = risk.computedTier
  return [
    { type: 'RiskOverrideEnded', userId, scoreId: idAt(userId, at, 0), tier },
    ...broughtForward(subject, tier, at.now),
  ]
}

/** Who is of a higher risk than when they were approved is looked at again sooner (regulation CDD-5). */
function broughtForward(subject: Subject, tier: RiskLevel, now: Instant): readonly ComplianceEvent[] {
  const { kyc } = subject
  if (kyc?.status !== 'approved' || !kyc.approval || kyc.reviewDue || kyc.decidedAt === undefined) return []
  const { review, reviewDueOn: planned } = kyc.approval
  const sooner = addMonths(localDay(kyc.decidedAt), review.months[tier])
  if (sooner >= planned) return []
  const reviewDueOn = sooner < localDay(now) ? localDay(now) : sooner
  const graceEndsOn = addDays(reviewDueOn, review.graceDays)
  return [{ type: 'KycReviewBroughtForward', userId: subject.id, caseId: kyc.caseId, reviewDueOn, graceEndsOn }]
}

/** As the wire has it: amounts as text. */
const textOf = (inputs: Risk['inputs']): string => (isSealed(inputs) ? '' : canonicalJson(RiskInputs.encode(inputs)))
