import { command } from '../contract'
import { Id } from '../fields'
import { SealedReason, VerifiedProfile } from './identity.fields'

const service = 'identity'
const change = { routing: { subject: 'changeId', key: 'userId' } } as const
const person = 'userId'

/** What has been verified of a client shall be something else. It is so when it has been verified anew. */
export const RequestIdentityChange = command({
  service,
  name: 'RequestIdentityChange',
  ...change,
  person,
  fields: { userId: Id, changeId: Id, ...VerifiedProfile },
})
/** Compliance has verified it. */
export const ApplyIdentityChange = command({
  service,
  name: 'ApplyIdentityChange',
  senders: ['compliance'],
  ...change,
  fields: { userId: Id, changeId: Id, appliedBy: Id },
})
export const RejectIdentityChange = command({
  service,
  name: 'RejectIdentityChange',
  senders: ['compliance'],
  ...change,
  person,
  fields: { userId: Id, changeId: Id, rejectedBy: Id, reason: SealedReason },
})

export const identityChangeCommands = [RequestIdentityChange, ApplyIdentityChange, RejectIdentityChange] as const
