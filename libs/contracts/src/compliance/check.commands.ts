import { z } from 'zod'
import { command } from '../contract'
import { Id, Reason } from '../fields'
import { personal } from '../personal'
import { CheckTrigger, ScreenedParty, SubjectKind } from './compliance.fields'
import { CheckType, DueHours, ListHit, NearMiss, Provenance, Score, Thresholds } from './screening.fields'

const service = 'compliance'
const check = { routing: { subject: 'checkId', key: 'ownerId' } } as const
const person = 'ownerId'
const about = { ownerId: Id, checkId: Id }

/** Asks for a screening of whoever stands behind a client, a payment or a bank account. The same check again is the same. */
export const RequestCheck = command({
  service,
  name: 'RequestCheck',
  senders: ['payment'],
  ...check,
  person,
  fields: {
    checkId: Id,
    /** The client whom it concerns, with whom it lives; where no client is known, the subject itself: a receipt of nobody's. */
    ownerId: Id,
    subjectKind: SubjectKind,
    subjectId: z.string().min(1).max(64),
    ...ScreenedParty,
    /** Why it is made: the deposit, the withdrawal, the bank account, the case, the version of a list. */
    referenceId: Id,
    trigger: CheckTrigger,
    /** Absent: sanctions. */
    checkType: CheckType.optional(),
    /** What waits for the answer; absent: the reference. */
    answerTo: Id.optional(),
  },
})
/** What the matcher or the provider has found, with all that it takes to find it again. */
export const RecordResult = command({
  service,
  name: 'RecordResult',
  ...check,
  person,
  fields: {
    ...about,
    ...Provenance,
    thresholds: Thresholds,
    dueHours: DueHours,
    found: personal(
      'cdd',
      z.object({ bestScore: Score, hits: z.array(ListHit).max(500), near: z.array(NearMiss).max(100) }),
    ),
  },
})
/** The check could not be run. It is tried again, and in the end a person has to look. */
export const RecordError = command({
  service,
  name: 'RecordError',
  ...check,
  fields: { ...about, code: Reason, dueHours: DueHours },
})
/** A person of staff has a failed check run again. */
export const RetryCheck = command({ service, name: 'RetryCheck', ...check, fields: { ...about, by: Id } })
