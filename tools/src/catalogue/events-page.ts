import {
  FOLLOWED,
  serviceContracts,
  SERVICES,
  topicOf,
  type Contract,
  type ServiceContracts,
  type ServiceName,
} from '@filao/contracts'
import { personalMembers } from './async-api'
import { meaningsOf } from './meanings'
import { table } from './problems-page'

const INTRODUCTION = `# Events and commands

What stands on Kafka. A service publishes its events to its own topic and takes commands from its own; the key of a
record is the id whose partition it belongs to. Audit records every topic. Personal fields are ciphertext wherever they
are written. The fields of each message are in [asyncapi.json](events/asyncapi.json).

This page is generated from the contracts: \`npm run catalogue\`.
`

/** The page of all messages: what each means, who may send it, who follows it, and what in it is personal. */
export const eventsPage = (): string => [INTRODUCTION, ...serviceContracts().flatMap(sectionOf)].join('\n')

function sectionOf({ service, events, commands }: ServiceContracts): string[] {
  const meanings = meaningsOf(service)
  const common = (contract: Contract): [string, string, string] => [
    `\`${contract.name}\`${contract.version === 1 ? '' : ` v${contract.version}`}`,
    meanings.get(contract.name) ?? '',
    codes([...new Set([contract.routing.subject, contract.routing.key])]),
  ]
  const of = (contract: Contract): string => codes(personalMembers(contract))
  return [
    `## ${service}\n`,
    `Events, on \`${topicOf(service, 'events')}\`:\n`,
    table(
      ['event', 'meaning', 'subject, key', 'followed by', 'personal'],
      events.contracts.map((event) => [...common(event), followersOf(event).join(', '), of(event)]),
    ),
    `\nCommands, on \`${topicOf(service, 'commands')}\`; its own routes and timers may send all of them:\n`,
    table(
      ['command', 'meaning', 'subject, key', 'other senders', 'personal'],
      commands.contracts.map((command) => [...common(command), command.senders.join(', '), of(command)]),
    ),
    '',
  ]
}

const followersOf = (event: Contract): ServiceName[] =>
  SERVICES.filter((service) => FOLLOWED[service]?.includes(event) === true)

const codes = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ')
