import type { AccountLimits, LimitValues, Personal } from '@filao/contracts'
import { assert, namedId, type Id, type Instant } from '@filao/kernel'
import type { EventOf } from '../compliance.events'

/** Whose limit: a client's for an instrument, a client's, an instrument's, or everybody's. */
export interface LimitKey {
  readonly userId?: Id | undefined
  readonly assetId?: Id | undefined
}

/** From when something holds, and until when; without an end it holds on. */
export interface LimitPeriod {
  readonly from: Instant
  readonly until?: Instant | undefined
}

export interface LimitRow extends LimitKey, LimitPeriod {
  readonly limitId: Id
  readonly values: LimitValues
  readonly reason: Personal<string>
  readonly setBy: Id
  readonly approvedBy: Id | undefined
  /** False for one that another has taken the place of before it began. */
  readonly isActive: boolean
}

/** What one person has asked for, and another has to say too. */
export interface LimitProposal extends Omit<EventOf<'RiskLimitProposed'>, 'type' | 'ownerId' | 'supersedes'> {
  readonly proposedAt: Instant
  readonly isOpen: boolean
}

/** The rows and proposals of a client, or of all of them. Of rows those that are over may be missing. */
export interface Limits {
  readonly rows: Map<Id, LimitRow>
  readonly proposals: Map<Id, LimitProposal>
}

/** A client's own, with what holds for them. */
export interface ClientLimits extends Limits {
  /** As wallet was told; undefined until it is known what holds. */
  resolved: AccountLimits | undefined
  /** Of what they stand on. */
  stamp: string | undefined
  /** When to resolve next: {@link DUE_AT_ONCE}, or when a row of the client's begins or ends; undefined: never. */
  dueAt: Instant | undefined
}

/** Something has changed since. */
export const DUE_AT_ONCE: Instant = 0

export const noLimits = (): Limits => ({ rows: new Map(), proposals: new Map() })
export const unresolved = (): ClientLimits => ({
  ...noLimits(),
  resolved: undefined,
  stamp: undefined,
  dueAt: DUE_AT_ONCE,
})

/** The id of the limits that are of no client: in partition 0. */
export const RISK_LIMITS: Id = namedId('risk-limits')

/** The limits of everybody and of instruments: the aggregate of what is of no client. Changed in place. */
export class RiskLimits {
  readonly id = RISK_LIMITS
  readonly limits = noLimits()
}

export const isSameKey = (a: LimitKey, b: LimitKey): boolean => a.userId === b.userId && a.assetId === b.assetId
export const holdsAt = ({ from, until }: LimitPeriod, at: Instant): boolean =>
  from <= at && (until === undefined || at < until)
export const overlaps = (a: LimitPeriod, b: LimitPeriod): boolean =>
  (b.until === undefined || a.from < b.until) && (a.until === undefined || b.from < a.until)

export const activeRows = ({ rows }: Limits): LimitRow[] => [...rows.values()].filter(({ isActive }) => isActive)
export const openProposal = ({ proposals }: Limits, key: LimitKey): LimitProposal | undefined =>
  [...proposals.values()].find((proposal) => proposal.isOpen && isSameKey(proposal, key))

export type LimitEvent = EventOf<'RiskLimitProposed' | 'RiskLimitSet' | 'RiskLimitEnded'>

/** Total: every event in every state. */
export function evolveLimits(limits: Limits, event: LimitEvent, now: Instant): void {
  switch (event.type) {
    case 'RiskLimitProposed': {
      const { type: _, ownerId: __, supersedes, ...proposal } = event
      close(limits, supersedes)
      limits.proposals.set(event.proposalId, { ...proposal, proposedAt: now, isOpen: true })
      break
    }
    case 'RiskLimitSet': {
      const { type: _, ownerId: __, continues: ___, commandHash: ____, proposalId, approvedBy, ...row } = event
      close(limits, proposalId)
      limits.rows.set(event.limitId, { ...row, approvedBy, isActive: true })
      break
    }
    case 'RiskLimitEnded': {
      const row = limits.rows.get(event.limitId)
      assert(row !== undefined, 'what ends was set')
      close(limits, event.proposalId)
      limits.rows.set(event.limitId, ended(row, event.until))
      break
    }
  }
}

/** A row that would end before it began never holds. */
export const ended = (row: LimitRow, until: Instant): LimitRow =>
  until <= row.from ? { ...row, isActive: false } : { ...row, until }

function close({ proposals }: Limits, proposalId: Id | undefined): void {
  const known = proposalId === undefined ? undefined : proposals.get(proposalId)
  if (known) proposals.set(known.proposalId, { ...known, isOpen: false })
}

/** What holds for a client is known until one of their rows begins or ends. */
export function evolveResolved(
  limits: ClientLimits,
  { limits: resolved, stamp }: EventOf<'LimitsResolved'>,
  now: Instant,
): void {
  limits.resolved = resolved
  limits.stamp = stamp
  const times = activeRows(limits).flatMap(({ from, until }) => (until === undefined ? [from] : [from, until]))
  const coming = times.filter((time) => time > now)
  limits.dueAt = coming.length === 0 ? undefined : Math.min(...coming)
}
