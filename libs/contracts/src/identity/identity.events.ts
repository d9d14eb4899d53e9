import { contractSet, type MessageOf } from '../contract'
import { userEvents } from './user.events'
import { accountEvents } from './account.events'
import { identityChangeEvents } from './identity-change.events'
import { sessionEvents } from './session.events'
import { tokenEvents } from './token.events'
import { credentialEvents } from './credential.events'
import { notificationEvents } from './notification.events'
import { roleEvents } from './role.events'

export const identityEvents = contractSet([
  ...userEvents,
  ...accountEvents,
  ...identityChangeEvents,
  ...sessionEvents,
  ...tokenEvents,
  ...credentialEvents,
  ...roleEvents,
  ...notificationEvents,
])
export type IdentityEvent = MessageOf<(typeof identityEvents.contracts)[number]>
