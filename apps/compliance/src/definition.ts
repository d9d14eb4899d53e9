import { complianceRules, type ComplianceRefusal, type ComplianceState } from '@filao/compliance'
import {
  complianceCommands,
  complianceEvents,
  identityCommands,
  orderCommands,
  paymentCommands,
  walletCommands,
  type ComplianceCommand,
  type ComplianceEvent,
} from '@filao/contracts'
import type { Sealer, ServiceDefinition, ServiceEngine } from '@filao/engine'

export type ComplianceDefinition = ServiceDefinition<
  ComplianceCommand,
  ComplianceEvent,
  ComplianceState,
  ComplianceRefusal
>
export type ComplianceEngine = ServiceEngine<ComplianceCommand, ComplianceEvent, ComplianceState, ComplianceRefusal>

/** The service as the engine knows it. */
export const complianceDefinition = (sealer: Sealer): ComplianceDefinition => ({
  service: 'compliance',
  commands: complianceCommands,
  events: complianceEvents,
  rules: complianceRules,
  outgoing: [identityCommands, orderCommands, paymentCommands, walletCommands],
  sealer,
})
