import { z } from 'zod'
import { event } from '../contract'
import { Id } from '../fields'
import { CheckTrigger, ScreenedParty, SubjectKind } from './compliance.fields'

export const AmlCheckRequested = event({
  service: 'compliance',
  name: 'AmlCheckRequested',
  routing: { subject: 'checkId', key: 'ownerId' },
  person: 'ownerId',
  fields: {
    checkId: Id,
    ownerId: Id,
    subjectKind: SubjectKind,
    subjectId: z.string().min(1).max(64),
    ...ScreenedParty,
    referenceId: Id,
    trigger: CheckTrigger,
  },
})
