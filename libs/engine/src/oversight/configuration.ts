import type { OversightCommand, OversightEvent } from '@filao/contracts'
import {
  assert,
  commandHash,
  judgeWord,
  never,
  type Decision,
  type Id,
  type Instant,
  type Refusal,
} from '@filao/kernel'

/**
 * The least time between the approval of a version and its beginning. Every instance reads the versions more often than
 * that, so that all of them change over at the same instant.
 */
export const CONFIGURATION_LEAD_MS = 10_000

type CommandNamed<T extends OversightCommand['type']> = Extract<OversightCommand, { type: T }>
type EventNamed<T extends OversightEvent['type']> = Extract<OversightEvent, { type: T }>
export type ConfigurationCommand = CommandNamed<'ProposeConfiguration' | 'ApproveConfiguration' | 'RejectConfiguration'>
export type ConfigurationEvent = EventNamed<'ConfigurationProposed' | 'ConfigurationApproved' | 'ConfigurationRejected'>

/** Every reason for which a change of configuration is refused, with whether a later attempt may succeed. */
export const oversightRefusals = {
  proposal_unknown: false,
  already_decided: false,
  same_approver: false,
  proposal_changed: false,
  effective_from_too_early: true,
} as const
export type OversightRefusal = Refusal<keyof typeof oversightRefusals, never>

/** A version that waits for its second person, or once did. */
export interface ConfigurationProposal extends Omit<EventNamed<'ConfigurationProposed'>, 'type' | 'supersedes'> {
  readonly status: 'open' | 'approved' | 'rejected' | 'superseded'
  readonly proposedAt: Instant
  readonly decidedBy: Id | undefined
  readonly decidedAt: Instant | undefined
}

/** One setting: how many versions it has had, and its proposals as far as they are at hand. */
export interface Configuration {
  readonly versions: number
  readonly proposals: ReadonlyMap<Id, ConfigurationProposal>
}

export const noConfiguration: Configuration = { versions: 0, proposals: new Map() }

type Decided = Decision<ConfigurationEvent, OversightRefusal>

/** Four eyes: nothing comes into force that two people have not both seen. */
export function decideConfiguration(command: ConfigurationCommand, state: Configuration, now: Instant): Decided {
  switch (command.type) {
    case 'ProposeConfiguration':
      return propose(command, state, now)
    case 'ApproveConfiguration':
      return approve(command, state, now)
    case 'RejectConfiguration':
      return reject(command, state)
    default:
      return never(command)
  }
}

function propose(command: CommandNamed<'ProposeConfiguration'>, state: Configuration, now: Instant): Decided {
  if (state.proposals.has(command.proposalId)) return []
  if (isTooEarly(command.effectiveFrom, now)) return refuse('effective_from_too_early')
  const open = [...state.proposals.values()].find(({ status }) => status === 'open')
  const hash = hashOf(command)
  return [{ ...command, type: 'ConfigurationProposed', commandHash: hash, supersedes: open?.proposalId }]
}

const hashOf = ({ configurationId, key, value, effectiveFrom, legalSource }: CommandNamed<'ProposeConfiguration'>) =>
  commandHash({ command: 'SetConfiguration', configurationId, key, value, effectiveFrom, legalSource })

function approve(command: CommandNamed<'ApproveConfiguration'>, state: Configuration, now: Instant): Decided {
  const { proposalId, approvedBy, commandHash: hash } = command
  const proposal = state.proposals.get(proposalId)
  if (!proposal) return refuse('proposal_unknown')
  if (proposal.status === 'approved' && proposal.decidedBy === approvedBy) return []
  if (proposal.status !== 'open') return refuse('already_decided')
  const { commandHash: proposed, proposedBy } = proposal
  const verdict = judgeWord({ by: approvedBy, commandHash: hash }, { by: proposedBy, commandHash: proposed })
  if (verdict === 'same_approver') return refuse('same_approver')
  // An approval names a hash and no content: one of something else cannot take the proposal's place.
  if (verdict !== 'second') return refuse('proposal_changed')
  // Judged anew: the second person may have taken longer than the first thought.
  if (isTooEarly(proposal.effectiveFrom, now)) return refuse('effective_from_too_early')
  const { configurationId, key, value, legalSource, reason } = proposal
  const effectiveFrom = proposal.effectiveFrom ?? now + CONFIGURATION_LEAD_MS
  const version = state.versions + 1
  const content = { configurationId, key, proposalId, version, value, effectiveFrom, legalSource, reason }
  return [{ type: 'ConfigurationApproved', ...content, commandHash: hash, proposedBy, approvedBy }]
}

/** By anybody who may approve, the first person too, who so takes it back. */
function reject(command: CommandNamed<'RejectConfiguration'>, state: Configuration): Decided {
  const proposal = state.proposals.get(command.proposalId)
  if (!proposal) return refuse('proposal_unknown')
  if (proposal.status === 'rejected' && proposal.decidedBy === command.rejectedBy) return []
  if (proposal.status !== 'open') return refuse('already_decided')
  return [{ ...command, type: 'ConfigurationRejected' }]
}

const isTooEarly = (effectiveFrom: Instant | undefined, now: Instant): boolean =>
  effectiveFrom !== undefined && effectiveFrom < now + CONFIGURATION_LEAD_MS

const refuse = (refused: keyof typeof oversightRefusals): OversightRefusal => ({
  refused,
  transient: oversightRefusals[refused],
})

export function evolveConfiguration(state: Configuration, event: ConfigurationEvent, now: Instant): Configuration {
  switch (event.type) {
    case 'ConfigurationProposed': {
      const { type: _, supersedes, ...content } = event
      const settled = supersedes === undefined ? state : decided(state, supersedes, 'superseded', event.proposedBy, now)
      const proposal = {
        ...content,
        status: 'open',
        proposedAt: now,
        decidedBy: undefined,
        decidedAt: undefined,
      } as const
      return { ...settled, proposals: new Map(settled.proposals).set(event.proposalId, proposal) }
    }
    case 'ConfigurationApproved':
      return { ...decided(state, event.proposalId, 'approved', event.approvedBy, now), versions: event.version }
    case 'ConfigurationRejected':
      return decided(state, event.proposalId, 'rejected', event.rejectedBy, now)
    default:
      return never(event)
  }
}

function decided(
  state: Configuration,
  proposalId: Id,
  status: ConfigurationProposal['status'],
  decidedBy: Id,
  decidedAt: Instant,
): Configuration {
  const proposal = state.proposals.get(proposalId)
  assert(proposal !== undefined, 'what is decided has been proposed')
  const proposals = new Map(state.proposals).set(proposalId, { ...proposal, status, decidedBy, decidedAt })
  return { ...state, proposals }
}
