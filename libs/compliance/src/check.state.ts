import {
  isSealed,
  type CheckResult,
  type CheckStatus,
  type CheckType,
  type HitStatus,
  type ListHit,
} from '@filao/contracts'
import type { Id, Instant } from '@filao/kernel'
import type { EventOf } from './compliance.events'

type Requested = EventOf<'AmlCheckRequested'>
type Completed = EventOf<'AmlCheckCompleted'>

/** An entry that the subject of a check may be. */
export interface Hit extends ListHit {
  readonly hitId: Id
  status: HitStatus
  /** The hit that cleared the same pair before. */
  readonly clearedAs?: Id | undefined
  proposedBy?: Id | undefined
  /** Of what the first person has said: that it is this one, or that it is not. */
  commandHash?: string | undefined
  reasonCode?: EventOf<'HitClearProposed'>['reasonCode'] | undefined
  evidence?: EventOf<'HitClearProposed'>['evidence'] | undefined
  secondEvidence?: EventOf<'HitCleared'>['evidence'] | undefined
  confirmedBy?: Id | undefined
  secondedBy?: Id | undefined
  decidedBy?: Id | undefined
  decidedAt?: Instant | undefined
}

/** What a check was run with, kept so that it can be run again. */
export type CheckProvenance = Omit<
  Completed,
  'type' | 'checkId' | 'ownerId' | 'subjectKind' | 'subjectId' | 'answerTo' | 'trigger' | 'findings' | 'subjectHash'
>

/** A screening of somebody who stands behind a client, a payment or a bank account. */
export interface Check extends Omit<Requested, 'type' | 'ownerId' | 'checkType' | 'answerTo'> {
  readonly checkType: CheckType
  /** Who is told of the outcome. */
  readonly answerTo: Id
  status: CheckStatus
  /** Set by what has completed or failed it; `error` too where the findings can no longer be read. */
  result?: CheckResult | undefined
  attempts: number
  requestedAt: Instant
  /** When it is to be run. */
  dueAt: Instant
  subjectHash?: string | undefined
  provenance?: CheckProvenance | undefined
  bestScore?: number | undefined
  near: readonly { readonly listCode: string; readonly entryId: string; readonly score: number }[]
  hits: Map<Id, Hit>
  checkedAt?: Instant | undefined
}

/** By {@link Check.checkId}. */
export type Checks = Map<Id, Check>

/** A subject and an entry that two people have told apart, with what they looked at. */
export interface ClearedPair {
  readonly hitId: Id
  readonly subjectHash: string
  readonly entryHash: string
  readonly algorithm: string
  readonly proposedBy: Id
  readonly decidedBy: Id
  readonly decidedAt: Instant
}
/** By {@link pairOf}. */
export type ClearedPairs = Map<string, ClearedPair>

export const isOpen = ({ status }: Hit): boolean => status === 'open'
/** An entry of a list, as hits and freezes name it. */
export const pairOf = ({ listCode, entryId }: Pick<ListHit, 'listCode' | 'entryId'>): string => `${listCode}/${entryId}`
export const algorithmOf = (run: { readonly algorithm: string; readonly algorithmVersion: string }): string =>
  `${run.algorithm}/${run.algorithmVersion}`

export const requested = (
  { type: _, ownerId: __, checkType = 'sanctions_screening', answerTo, ...asked }: Requested,
  at: Instant,
): Check => ({
  ...asked,
  checkType,
  answerTo: answerTo ?? asked.referenceId,
  status: 'requested',
  attempts: 0,
  requestedAt: at,
  dueAt: at,
  near: [],
  hits: new Map(),
})

type CheckEvent = EventOf<'AmlCheckCompleted' | 'AmlCheckRetryScheduled' | 'AmlCheckFailed'>

/** Changes a check in place. */
export function evolveCheck(check: Check, event: CheckEvent, at: Instant): void {
  switch (event.type) {
    case 'AmlCheckRetryScheduled':
      check.attempts = event.attempts
      check.dueAt = event.retryAt
      break
    case 'AmlCheckFailed':
      check.status = 'failed'
      check.result = 'error'
      break
    case 'AmlCheckCompleted':
      complete(check, event, at)
      break
  }
}

function complete(check: Check, event: Completed, at: Instant): void {
  const { findings, subjectHash, type: _, checkId: __, ownerId: ___, ...rest } = event
  const { subjectKind: ____, subjectId: _____, answerTo: ______, trigger: _______, ...provenance } = rest
  check.status = 'completed'
  check.subjectHash = subjectHash
  check.provenance = provenance
  check.checkedAt = at
  // A subject whose key is destroyed is nobody any more; until that is known it is nobody who is clear.
  check.result = isSealed(findings) ? 'error' : findings.result
  if (isSealed(findings)) return
  check.bestScore = findings.bestScore
  check.near = findings.near
  for (const { clearedAs, ...hit } of findings.hits)
    check.hits.set(hit.hitId, { ...hit, status: clearedAs === undefined ? 'open' : 'cleared', clearedAs })
}

type HitEvent = EventOf<
  'HitConfirmed' | 'HitConfirmationSeconded' | 'HitClearProposed' | 'HitCleared' | 'HitClearRejected'
>

/** Changes a hit in place. */
export function evolveHit(hit: Hit, event: HitEvent, at: Instant): void {
  switch (event.type) {
    case 'HitConfirmed':
      hit.status = 'confirmed'
      hit.confirmedBy = event.by
      hit.commandHash = event.commandHash
      hit.proposedBy = undefined
      hit.reasonCode = undefined
      hit.evidence = undefined
      break
    case 'HitConfirmationSeconded':
      hit.secondedBy = event.by
      hit.decidedAt = at
      break
    case 'HitClearProposed':
      hit.proposedBy = event.proposedBy
      hit.commandHash = event.commandHash
      hit.reasonCode = event.reasonCode
      hit.evidence = event.evidence
      break
    case 'HitCleared':
      hit.status = 'cleared'
      hit.proposedBy = event.proposedBy
      hit.commandHash = event.commandHash
      hit.secondEvidence = event.evidence
      hit.decidedBy = event.decidedBy
      hit.decidedAt = at
      break
    case 'HitClearRejected':
      hit.proposedBy = undefined
      hit.commandHash = undefined
      hit.reasonCode = undefined
      hit.evidence = undefined
      break
  }
}
