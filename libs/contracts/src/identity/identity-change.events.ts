import { event } from '../contract'
import { Id } from '../fields'
import { SealedReason, VerifiedProfile } from './identity.fields'

const service = 'identity'
const change = { routing: { subject: 'changeId', key: 'userId' } } as const
const person = 'userId'

/** It supersedes one that has not been decided. */
export const IdentityChangeRequested = event({
  service,
  name: 'IdentityChangeRequested',
  ...change,
  person,
  fields: { userId: Id, changeId: Id, ...VerifiedProfile },
})
export const IdentityChanged = event({
  service,
  name: 'IdentityChanged',
  ...change,
  person,
  fields: { userId: Id, changeId: Id, appliedBy: Id, ...VerifiedProfile },
})
export const IdentityChangeRejected = event({
  service,
  name: 'IdentityChangeRejected',
  ...change,
  person,
  fields: { userId: Id, changeId: Id, rejectedBy: Id, reason: SealedReason },
})

export const identityChangeEvents = [IdentityChangeRequested, IdentityChanged, IdentityChangeRejected] as const
