import {
  FOLLOWED,
  personalFields,
  serviceContracts,
  SERVICES,
  topicOf,
  TOPICS,
  type Contract,
  type ServiceName,
  type TopicKind,
} from '@filao/contracts'
import { z } from 'zod'
import { headersSchema } from './header-schemas'
import { meaningsOf } from './meanings'

type Json = Record<string, unknown>

const ALL = serviceContracts()

/** Name of a message in the document, and of its schema. */
const nameOf = ({ service, name, version }: Contract): string => `${service}.${name}.v${version}`
const messageOf = (contract: Contract): Json => ({ $ref: `#/components/messages/${nameOf(contract)}` })
const channelOf = (topic: string): Json => ({ $ref: `#/channels/${topic}` })

/** The AsyncAPI 3 document of all topics: what is published, who sends which command, who follows which event. */
export function asyncApi(): Json {
  const contracts = ALL.flatMap(({ events, commands }) => [...events.contracts, ...commands.contracts])
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Filao events and commands',
      version: '1',
      description:
        'CloudEvents 1.0 in binary mode on Kafka. Every service publishes its events, in the order of its log, and takes ' +
        'commands. Money is a decimal string. Personal fields are ciphertext.',
    },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(TOPICS.map(({ topic, service, kind }) => [topic, channel(topic, service, kind)])),
    operations: Object.fromEntries(SERVICES.flatMap(operationsOf)),
    components: {
      messages: Object.fromEntries(contracts.map((contract) => [nameOf(contract), message(contract)])),
      schemas: {
        ...schemasOf(contracts),
        EventHeaders: headersSchema('event'),
        CommandHeaders: headersSchema('command'),
      },
      correlationIds: {
        saga: { description: 'Id of the first command of a saga', location: '$message.header#/ce_correlationid' },
      },
    },
  }
}

const contractsOf = (service: ServiceName, kind: TopicKind): readonly Contract[] =>
  ALL.find((one) => one.service === service)?.[kind].contracts ?? []

function channel(topic: string, service: ServiceName, kind: TopicKind): Json {
  const messages = contractsOf(service, kind).map((contract) => [nameOf(contract), messageOf(contract)])
  const description =
    kind === 'events'
      ? `The log of ${service}, each partition in order, kept for everyone.`
      : `Requests to ${service}: linked commands of other services and partitions, and HTTP commands on their way to the owner.`
  return { address: topic, description, messages: Object.fromEntries(messages) as Json, bindings: { kafka: { topic } } }
}

/** What a service does on Kafka: an operation for each topic that it writes or reads. */
function operationsOf(service: ServiceName): [string, Json][] {
  const operation = (name: string, action: 'send' | 'receive', topic: string, contracts: readonly Contract[]) =>
    [`${service}.${name}`, operationOn(topic, action, contracts)] as [string, Json]
  const recorded = ALL.flatMap(({ service: source, events, commands }) => [
    operation(`records.${source}.events`, 'receive', topicOf(source, 'events'), events.contracts),
    operation(`records.${source}.commands`, 'receive', topicOf(source, 'commands'), commands.contracts),
  ])
  const sent = ALL.map(({ service: target, commands }) => ({
    target,
    commands: commands.contracts.filter(({ senders }) => senders.includes(service)),
  }))
  const followed = (FOLLOWED[service] ?? []).map((contract) => contract.service)
  return [
    operation('publishes', 'send', topicOf(service, 'events'), contractsOf(service, 'events')),
    operation('takes', 'receive', topicOf(service, 'commands'), contractsOf(service, 'commands')),
    ...(service === 'audit' ? recorded : []),
    ...sent.map(({ target, commands }) =>
      operation(`commands.${target}`, 'send', topicOf(target, 'commands'), commands),
    ),
    ...[...new Set(followed)].map((source) =>
      operation(
        `follows.${source}`,
        'receive',
        topicOf(source, 'events'),
        FOLLOWED[service]!.filter((contract) => contract.service === source),
      ),
    ),
  ].filter(([, { messages }]) => (messages as unknown[]).length > 0)
}

const operationOn = (topic: string, action: 'send' | 'receive', contracts: readonly Contract[]): Json => ({
  action,
  channel: channelOf(topic),
  messages: contracts.map((contract) => ({ $ref: `#/channels/${topic}/messages/${nameOf(contract)}` })),
})

function message(contract: Contract): Json {
  const { kind, service, name, ceType, routing } = contract
  const personal = personalMembers(contract)
  const summary = meaningsOf(service).get(name)
  return {
    name: ceType,
    title: name,
    ...(summary !== undefined && { summary }),
    contentType: 'application/json',
    headers: { $ref: `#/components/schemas/${kind === 'event' ? 'EventHeaders' : 'CommandHeaders'}` },
    payload: { $ref: `#/components/schemas/${nameOf(contract)}` },
    correlationId: { $ref: '#/components/correlationIds/saga' },
    bindings: { kafka: { key: { type: 'string', format: 'uuid', description: `\`${routing.key}\`` } } },
    'x-subject': routing.subject,
    ...(personal.length > 0 && { 'x-personal': personal }),
  }
}

/** Names of the members that hold personal data. */
export const personalMembers = ({ schema }: Contract): string[] =>
  Object.entries(schema.shape)
    .filter(([, member]) => scopeOf(member as z.ZodType) !== undefined)
    .map(([name]) => name)

const scopeOf = (schema: z.ZodType): string | undefined =>
  personalFields.get(schema)?.scope ??
  (schema instanceof z.ZodOptional ? scopeOf(schema.unwrap() as z.ZodType) : undefined)

/**
 * The JSON Schemas of what stands on the wire. Draft 7 is the dialect of AsyncAPI; references of zod's own would point
 * to where its parser does not look, so they are named as components.
 */
function schemasOf(contracts: readonly Contract[]): Record<string, Json> {
  const registry = z.registry<{ id: string }>()
  for (const contract of contracts) registry.add(contract.schema, { id: nameOf(contract) })
  const { schemas } = z.toJSONSchema(registry, {
    target: 'draft-7',
    io: 'input',
    uri: (id) => `#/components/schemas/${id}`,
    override: ({ zodSchema, jsonSchema }) => {
      const personal = personalFields.get(zodSchema as unknown as z.ZodType)
      if (!personal) return
      for (const member of Object.keys(jsonSchema)) delete jsonSchema[member as keyof typeof jsonSchema]
      Object.assign(jsonSchema, { allOf: [{ $ref: '#/components/schemas/Sealed' }], 'x-personal': personal.scope })
    },
  })
  const named = Object.entries(schemas).map(([name, { $schema: _, $id: __, ...schema }]) => [name, schema as Json])
  return { ...(Object.fromEntries(named) as Record<string, Json>), Sealed: SEALED }
}

const SEALED: Json = {
  type: 'object',
  description: 'A personal value as ciphertext. Who is not entitled to its key sees this and nothing else.',
  properties: {
    $enc: { type: 'integer', const: 1 },
    kid: { type: 'string', description: 'The key' },
    n: { type: 'string', description: 'The nonce' },
    c: { type: 'string', description: 'The ciphertext' },
  },
  required: ['$enc', 'kid', 'n', 'c'],
}
