import { localDay, monthOf, type Moment } from '@filao/kernel'
import { ZERO } from '@filao/money'
import type { CommandOf } from '../compliance.commands'
import { refuse, type ComplianceDecision } from '../compliance.refusals'
import { cddOf, type Subject } from '../subject.state'
import { turnoverOf } from './activity.state'

/** A country that the client has dealt with before says nothing new. */
export function recordCounterparty(
  { userId, paymentId, country }: CommandOf<'RecordCounterparty'>,
  { profile, activity }: Subject,
): ComplianceDecision {
  if (!profile) return refuse('subject_unknown')
  if (activity.counterparties.has(country)) return []
  return [{ type: 'CounterpartyRecorded', userId, paymentId, country }]
}

/** Each payment counts once, in the month in which it is told. */
export function recordTurnover(
  { userId, paymentId, direction, murAmount }: CommandOf<'RecordTurnover'>,
  subject: Subject,
  { now }: Moment,
): ComplianceDecision {
  const { profile, activity } = subject
  if (!profile) return refuse('subject_unknown')
  if (activity.payments.has(paymentId)) return []
  const day = localDay(now)
  const turnover = turnoverOf(activity, monthOf(day), direction) + murAmount
  // Whoever has declared nothing has declared none of it.
  const declared = cddOf(subject).expectedMonthlyDeposits?.value ?? ZERO
  const isBeyondDeclared = turnover > declared
  return [{ type: 'TurnoverRecorded', userId, paymentId, direction, day, murAmount, isBeyondDeclared }]
}
