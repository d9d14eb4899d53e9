import {
  complianceCommands,
  identityCommands,
  identityEvents,
  walletCommands,
  type IdentityCommand,
  type IdentityEvent,
} from '@filao/contracts'
import type { Sealer, ServiceDefinition } from '@filao/engine'
import { identityRules, type IdentityRefusal, type UserState } from '@filao/identity'

export type IdentityDefinition = ServiceDefinition<IdentityCommand, IdentityEvent, UserState, IdentityRefusal>

/** The service as the engine knows it. */
export const identityDefinition = (sealer: Sealer): IdentityDefinition => ({
  service: 'identity',
  commands: identityCommands,
  events: identityEvents,
  rules: identityRules,
  outgoing: [walletCommands, complianceCommands],
  sealer,
})
