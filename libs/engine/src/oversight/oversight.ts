import { oversightCommands, oversightEvents, ContractSet, type Message } from '@filao/contracts'
import type { OversightCommand, OversightEvent } from '@filao/contracts'
import type { Decision, Moment, Refusal, Rules } from '@filao/kernel'
import type { ServiceDefinition } from '../service-definition'
import {
  decideConfiguration,
  evolveConfiguration,
  noConfiguration,
  type Configuration,
  type OversightRefusal,
} from './configuration'

/** State of what governs a service, beside the states of its own aggregates in one memory. */
export class Oversight {
  constructor(readonly configuration: Configuration) {}
}

const PREFIX = 'oversight/'
const COMMANDS: ReadonlySet<string> = new Set(oversightCommands('identity').contracts.map(({ name }) => name))
const EVENTS: ReadonlySet<string> = new Set(oversightEvents('identity').contracts.map(({ name }) => name))

export const isOversightCommand = (command: { readonly type: string }): command is OversightCommand =>
  COMMANDS.has(command.type)
export const isOversightEvent = (event: { readonly type: string }): event is OversightEvent => EVENTS.has(event.type)

/** True for what changes a setting; views and refusals change nothing. */
export const isSettingEvent = (event: { readonly type: string }): event is SettingEvent =>
  isOversightEvent(event) && 'configurationId' in event
type SettingEvent = Extract<OversightEvent, { readonly configurationId: string }>

/** The aggregate of a message of oversight: a setting, or what has no state: a view, a report. */
export function oversightAggregateOf(message: OversightCommand | SettingEvent): string {
  if ('configurationId' in message) return PREFIX + message.configurationId
  return PREFIX + ('viewId' in message ? message.viewId : message.reportId)
}

/**
 * A service with what governs it: its configuration by four eyes, the views of personal data by staff, and what staff
 * were refused, all in its own log. Rules of the service see nothing of it.
 */
export function overseen<C extends Message, E extends Message, S, R extends Refusal>(
  definition: ServiceDefinition<C, E, S, R>,
): ServiceDefinition<C | OversightCommand, E | OversightEvent, S | Oversight, R | OversightRefusal> {
  const { prepare, admits, isPatient, ...rest } = definition
  const { service } = rest
  const commands = new ContractSet<C | OversightCommand>([
    ...definition.commands.contracts,
    ...oversightCommands(service).contracts,
  ] as never)
  const events = new ContractSet<E | OversightEvent>([
    ...definition.events.contracts,
    ...oversightEvents(service).contracts,
  ] as never)
  return {
    ...rest,
    commands,
    events,
    rules: overseenRules(definition.rules, commands),
    ...(prepare && { prepare: (command) => (isOversightCommand(command) ? command : prepare(command)) }),
    ...(isPatient && { isPatient: (command) => !isOversightCommand(command) && isPatient(command) }),
    ...(admits && { admits: (states) => admits(own(states)) }),
  }
}

function overseenRules<C extends Message, E extends Message, S, R extends Refusal>(
  rules: Rules<C, E, S, R>,
  contracts: ContractSet<C | OversightCommand>,
): Rules<C | OversightCommand, E | OversightEvent, S | Oversight, R | OversightRefusal> {
  const { decider } = rules
  return {
    decider: {
      initial: (id) => (id.startsWith(PREFIX) ? new Oversight(noConfiguration) : decider.initial(id)),
      decide: (command, state, at): Decision<E | OversightEvent, R | OversightRefusal> =>
        isOversightCommand(command)
          ? decideOversight(command, state as Oversight, at)
          : decider.decide(command, state as S, at),
      evolve: (state, event, at) =>
        isOversightEvent(event) ? evolveOversight(state, event, at) : decider.evolve(state as S, event, at),
    },
    aggregateOf: (command) =>
      isOversightCommand(command) ? oversightAggregateOf(command) : rules.aggregateOf(command),
    reactions: (event, at) => (isOversightEvent(event) ? [] : rules.reactions(event, at)),
    refused: (command, { refused, recorded }, actor) => {
      if (!actor.startsWith('staff:') || recorded !== undefined) return []
      const aboutId = contracts.of(command.type as never).subjectOf(command)
      return [{ type: 'StaffCommandRefused', aboutId, command: command.type, reason: refused }]
    },
    ...(rules.spread && {
      spread: (command, states) =>
        isOversightCommand(command) ? undefined : rules.spread!(command, ownEntries(states)),
    }),
    ...(rules.timers && { timers: (event, at) => (isOversightEvent(event) ? [] : rules.timers!(event, at)) }),
    ...(rules.claims && { claims: (command) => (isOversightCommand(command) ? [] : rules.claims!(command)) }),
    ...(rules.continuation && {
      continuation: (state) => (state instanceof Oversight ? undefined : rules.continuation!(state)),
    }),
    ...(rules.overdue && { overdue: (state, now) => (state instanceof Oversight ? [] : rules.overdue!(state, now)) }),
    ...(rules.violation && {
      violation: (state) => (state instanceof Oversight ? undefined : rules.violation!(state)),
    }),
  }
}

function* ownEntries<S>(states: Iterable<readonly [string, S | Oversight]>): Iterable<readonly [string, S]> {
  for (const [aggregate, state] of states) if (!(state instanceof Oversight)) yield [aggregate, state]
}

function* own<S>(states: Iterable<S | Oversight>): Iterable<S> {
  for (const state of states) if (!(state instanceof Oversight)) yield state
}

function decideOversight(
  command: OversightCommand,
  { configuration }: Oversight,
  { now }: Moment,
): Decision<OversightEvent, OversightRefusal> {
  if (command.type === 'RecordView') return [{ ...command, type: 'RecordViewed' }]
  if (command.type === 'RecordRefusedWebhooks') return [{ ...command, type: 'WebhooksRefused' }]
  return decideConfiguration(command, configuration, now)
}

/** Views and reports change nothing, and a refusal is told of an aggregate of the service's own, which it leaves as it is. */
function evolveOversight<S>(state: S | Oversight, event: OversightEvent, { now }: Moment): S | Oversight {
  if (!('configurationId' in event)) return state
  return new Oversight(evolveConfiguration((state as Oversight).configuration, event, now))
}
