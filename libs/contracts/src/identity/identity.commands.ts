import { contractSet, type MessageOf } from '../contract'
import { userCommands } from './user.commands'
import { accountCommands } from './account.commands'
import { identityChangeCommands } from './identity-change.commands'
import { sessionCommands } from './session.commands'
import { tokenCommands } from './token.commands'
import { credentialCommands } from './credential.commands'
import { notificationCommands } from './notification.commands'
import { roleCommands } from './role.commands'

export const identityCommands = contractSet([
  ...userCommands,
  ...accountCommands,
  ...identityChangeCommands,
  ...sessionCommands,
  ...tokenCommands,
  ...credentialCommands,
  ...roleCommands,
  ...notificationCommands,
])
export type IdentityCommand = MessageOf<(typeof identityCommands.contracts)[number]>
