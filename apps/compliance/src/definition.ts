import { complianceRules, type ComplianceRefusal, type Subject } from '@filao/compliance'
import { complianceCommands, complianceEvents, type ComplianceCommand, type ComplianceEvent } from '@filao/contracts'
import type { Sealer, ServiceDefinition } from '@filao/engine'

export type ComplianceDefinition = ServiceDefinition<ComplianceCommand, ComplianceEvent, Subject, ComplianceRefusal>

/** The service as the engine knows it. */
export const complianceDefinition = (sealer: Sealer): ComplianceDefinition => ({
  service: 'compliance',
  commands: complianceCommands,
  events: complianceEvents,
  rules: complianceRules,
  outgoing: [],
  sealer,
})
