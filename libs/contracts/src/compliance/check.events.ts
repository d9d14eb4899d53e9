import { z } from 'zod'
import { event } from '../contract'
import { Id, Reason, Time } from '../fields'
import { personal } from '../personal'
import { CheckTrigger, ScreenedParty, SubjectKind } from './compliance.fields'
import { CheckType, Findings, Provenance, Thresholds } from './screening.fields'

const service = 'compliance'
const check = { routing: { subject: 'checkId', key: 'ownerId' } } as const
const person = 'ownerId'
/** Who is told of the outcome. */
const told = { subjectKind: SubjectKind, subjectId: z.string().min(1).max(64), answerTo: Id, trigger: CheckTrigger }

export const AmlCheckRequested = event({
  service,
  name: 'AmlCheckRequested',
  ...check,
  person,
  fields: {
    checkId: Id,
    ownerId: Id,
    subjectKind: SubjectKind,
    subjectId: z.string().min(1).max(64),
    ...ScreenedParty,
    referenceId: Id,
    trigger: CheckTrigger,
    /** Absent: sanctions. */
    checkType: CheckType.optional(),
    /** Who is told of the outcome; absent: the reference. */
    answerTo: Id.optional(),
  },
})
export const AmlCheckCompleted = event({
  service,
  name: 'AmlCheckCompleted',
  ...check,
  person,
  fields: {
    checkId: Id,
    ownerId: Id,
    ...told,
    ...Provenance,
    thresholds: Thresholds,
    findings: personal('cdd', Findings),
  },
})
export const AmlCheckRetryScheduled = event({
  service,
  name: 'AmlCheckRetryScheduled',
  ...check,
  fields: { checkId: Id, ownerId: Id, attempts: z.number().int().positive(), code: Reason, retryAt: Time },
})
export const AmlCheckFailed = event({
  service,
  name: 'AmlCheckFailed',
  ...check,
  fields: { checkId: Id, ownerId: Id, ...told, code: Reason },
})
