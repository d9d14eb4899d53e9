import type { RiskLevel, RiskOverride } from '@filao/contracts'
import type { Id, Instant } from '@filao/kernel'
import type { EventOf } from '../compliance.events'

type Scored = EventOf<'SubjectScored'>

/** A score as it was given, with what people have made of it. */
export interface Risk extends Omit<Scored, 'type' | 'userId' | 'tier' | 'override'> {
  readonly tier: RiskLevel
  readonly override: RiskOverride | undefined
  readonly computedAt: Instant
}

/** What one person has asked for, and another has to say too. */
export type RiskProposal = Omit<EventOf<'RiskOverrideProposed'>, 'type' | 'userId'>

/** A client's risk: the scores that are in memory, the last of which holds. */
export interface Risks {
  readonly scores: Map<Id, Risk>
  latest: Id | undefined
  proposal: RiskProposal | undefined
  /** Something that bears on it has changed since. */
  isDue: boolean
}

export const unscored = (): Risks => ({ scores: new Map(), latest: undefined, proposal: undefined, isDue: false })
export const riskOf = ({ risk: { scores, latest } }: { readonly risk: Risks }): Risk | undefined =>
  latest === undefined ? undefined : scores.get(latest)
