import { z } from 'zod'
import { command } from '../contract'
import { Id } from '../fields'
import { CheckTrigger, ScreenedParty, SubjectKind } from './compliance.fields'

/** Asks for a screening of whoever stands behind a client, a payment or a bank account. The same check again is the same. */
export const RequestCheck = command({
  service: 'compliance',
  name: 'RequestCheck',
  senders: ['payment'],
  routing: { subject: 'checkId', key: 'ownerId' },
  person: 'ownerId',
  fields: {
    checkId: Id,
    /** The client whom it concerns, with whom it lives; the check itself where no client is known. */
    ownerId: Id,
    subjectKind: SubjectKind,
    subjectId: z.string().min(1).max(64),
    ...ScreenedParty,
    /** What waits for the answer: the deposit, the withdrawal, the bank account, the case. */
    referenceId: Id,
    trigger: CheckTrigger,
  },
})
