import { auditCommands, auditEvents } from './audit'
import { complianceCommands, complianceEvents } from './compliance'
import { ContractSet } from './contract'
import { identityCommands, identityEvents } from './identity'
import { marketCommands, marketEvents } from './market'
import { orderCommands, orderEvents } from './order'
import { oversightCommands, oversightEvents } from './oversight'
import { paymentCommands, paymentEvents } from './payment'
import type { ServiceName } from './service-name'
import { walletCommands, walletEvents } from './wallet'

/** What a service says and what it is told: its own messages, and those by which every service is governed. */
export interface ServiceContracts {
  readonly service: ServiceName
  readonly events: ContractSet
  readonly commands: ContractSet
}

const of = (service: ServiceName, events: ContractSet, commands: ContractSet): ServiceContracts => ({
  service,
  events: new ContractSet([...events.contracts, ...oversightEvents(service).contracts]),
  commands: new ContractSet([...commands.contracts, ...oversightCommands(service).contracts]),
})

/** All contracts, in the order in which a stack starts its services. */
export const serviceContracts = (): readonly ServiceContracts[] => [
  of('identity', identityEvents, identityCommands),
  of('market', marketEvents, marketCommands),
  of('order', orderEvents, orderCommands),
  of('wallet', walletEvents, walletCommands),
  of('compliance', complianceEvents, complianceCommands),
  of('payment', paymentEvents, paymentCommands),
  of('audit', auditEvents, auditCommands),
]
