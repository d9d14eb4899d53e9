import { z } from 'zod'
import { event } from '../contract'
import { Id } from '../fields'
import { Sha256 } from '../oversight/oversight.fields'
import { CheckTrigger, SubjectKind } from './compliance.fields'
import { ClearReason, SealedNarrative } from './screening.fields'

const service = 'compliance'
const hit = { routing: { subject: 'hitId', key: 'ownerId' } } as const
const about = { ownerId: Id, checkId: Id, hitId: Id }

export const HitConfirmed = event({
  service,
  name: 'HitConfirmed',
  ...hit,
  fields: { ...about, commandHash: Sha256, by: Id },
})
export const HitConfirmationSeconded = event({
  service,
  name: 'HitConfirmationSeconded',
  ...hit,
  fields: { ...about, commandHash: Sha256, confirmedBy: Id, by: Id },
})
export const HitClearProposed = event({
  service,
  name: 'HitClearProposed',
  ...hit,
  person: 'ownerId',
  fields: { ...about, reasonCode: ClearReason, evidence: SealedNarrative, commandHash: Sha256, proposedBy: Id },
})
export const HitCleared = event({
  service,
  name: 'HitCleared',
  ...hit,
  person: 'ownerId',
  fields: {
    ...about,
    evidence: SealedNarrative,
    commandHash: Sha256,
    proposedBy: Id,
    decidedBy: Id,
    /** True when it was the last hit in the way of the check's subject: who waits for the check is told. */
    isLast: z.boolean(),
    subjectKind: SubjectKind,
    subjectId: z.string().min(1).max(64),
    /** Who waits for the check. */
    answerTo: Id,
    trigger: CheckTrigger,
  },
})
export const HitClearRejected = event({
  service,
  name: 'HitClearRejected',
  ...hit,
  person: 'ownerId',
  fields: { ...about, reason: SealedNarrative, by: Id },
})
