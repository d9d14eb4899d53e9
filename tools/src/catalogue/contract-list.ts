import {
  complianceCommands,
  complianceEvents,
  auditCommands,
  auditEvents,
  identityCommands,
  identityEvents,
  marketCommands,
  marketEvents,
  orderCommands,
  orderEvents,
  oversightCommands,
  oversightEvents,
  paymentCommands,
  paymentEvents,
  walletCommands,
  walletEvents,
  type Contract,
  type ContractSet,
  type ServiceName,
} from '@filao/contracts'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const CONTRACTS = join(__dirname, '..', '..', '..', 'libs', 'contracts', 'src')

/** What a service says and what it is told. */
export interface ServiceContracts {
  readonly service: ServiceName
  readonly events: readonly Contract[]
  readonly commands: readonly Contract[]
}

const listed = (service: ServiceName, events: unknown, commands: unknown): ServiceContracts => ({
  service,
  events: [...(events as ContractSet).contracts, ...(oversightEvents(service) as unknown as ContractSet).contracts],
  commands: [
    ...(commands as ContractSet).contracts,
    ...(oversightCommands(service) as unknown as ContractSet).contracts,
  ],
})

/** The services that have contracts, in the order in which a stack starts. */
export const SERVICE_CONTRACTS: readonly ServiceContracts[] = [
  listed('identity', identityEvents, identityCommands),
  listed('market', marketEvents, marketCommands),
  listed('order', orderEvents, orderCommands),
  listed('wallet', walletEvents, walletCommands),
  listed('compliance', complianceEvents, complianceCommands),
  listed('payment', paymentEvents, paymentCommands),
  listed('audit', auditEvents, auditCommands),
]

/**
 * What the source says of each message of a service: the comment above its contract, as one line. Comments are written
 * once, where the contract is read most.
 */
export function meaningsOf(service: ServiceName): ReadonlyMap<string, string> {
  const texts = [service, 'oversight'].flatMap((folder) =>
    readdirSync(join(CONTRACTS, folder))
      .filter((name) => /\.(events|commands)\.ts$/.test(name))
      .map((name) => readFileSync(join(CONTRACTS, folder, name), 'utf8')),
  )
  const comments = texts.flatMap((text) => [
    ...text.matchAll(/\/\*\*((?:(?!\*\/)[^])*)\*\/\n\s*(?:export )?const (\w+) = (?:event|command)\(/g),
  ])
  return new Map(comments.map(([, comment, name]) => [name!, comment!.replace(/\s*\n\s*\*?\s*/g, ' ').trim()]))
}
