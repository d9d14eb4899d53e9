import { command, contractSet, event, Id, Decimal, type MessageOf } from '@filao/contracts'
import type { Refusal, Rules } from '@filao/kernel'
import type { ServiceDefinition } from './service-definition'

// The smallest service there can be, for the engine's own specs: counters that are added to, up to a bound.

const routing = { subject: 'accountId', key: 'accountId' } as const
const Add = command({
  service: 'wallet',
  name: 'Add',
  routing,
  senders: ['wallet'],
  fields: { accountId: Id, amount: Decimal },
})
const AddToAll = command({ service: 'wallet', name: 'AddToAll', routing, fields: { accountId: Id, amount: Decimal } })
const AddMuch = command({ service: 'wallet', name: 'AddMuch', routing, fields: { accountId: Id, amount: Decimal } })
const Break = command({ service: 'wallet', name: 'Break', routing, fields: { accountId: Id } })
const Added = event({ service: 'wallet', name: 'Added', routing, fields: { accountId: Id, amount: Decimal } })
const MuchBegun = event({ service: 'wallet', name: 'MuchBegun', routing, fields: { accountId: Id, amount: Decimal } })
export const counterCommands = contractSet([Add, AddMuch, AddToAll, Break])
export const counterEvents = contractSet([Added, MuchBegun])
export type CounterCommand = MessageOf<(typeof counterCommands.contracts)[number]>
export type CounterEvent = MessageOf<(typeof counterEvents.contracts)[number]>
export interface Counter {
  readonly accountId?: string
  readonly total: bigint
  /** What is left of a large work. */
  readonly pending: bigint
}
export type CounterRefusal = Refusal<'too_much', CounterEvent>

export const BOUND = 1000n

/** Broken code that an operator mends: what throws while it is present. */
export const defect = { present: true, inClaims: false, inContinuation: false }

export const counterRules: Rules<CounterCommand, CounterEvent, Counter, CounterRefusal> = {
  decider: {
    initial: () => ({ total: 0n, pending: 0n }),
    decide: (command, counter) => {
      if (command.type === 'Break') {
        if (defect.present) throw new Error('a defect')
        return []
      }
      const { accountId, amount } = command
      if (command.type === 'AddMuch') return [{ type: 'MuchBegun', accountId, amount }]
      if (counter.total + amount > BOUND) return { refused: 'too_much', transient: false }
      return [{ type: 'Added', accountId, amount }]
    },
    evolve: (counter, { type, accountId, amount }) =>
      type === 'MuchBegun'
        ? { ...counter, accountId, pending: amount }
        : { ...counter, total: counter.total + amount, pending: counter.pending > 0n ? counter.pending - 1n : 0n },
  },
  aggregateOf: ({ accountId }) => accountId,
  claims: () => {
    if (defect.inClaims) throw new Error('a defect in the claims')
    return []
  },
  // A large work adds one at a time.
  continuation: ({ accountId, pending }) => {
    if (pending === 0n || accountId === undefined) return undefined
    if (defect.inContinuation) throw new Error('a defect in a large work')
    return { type: 'Add', accountId, amount: 1n }
  },
  spread: (command, states) => (command.type === 'AddToAll' ? [...states].map(([aggregate]) => aggregate) : undefined),
  // The highest amount is everybody's business.
  reactions: ({ accountId, amount }) => [
    { to: 'wallet', partition: amount === BOUND ? 'every' : 0, command: { type: 'Add', accountId, amount } as never },
  ],
}

export const counterDefinition: ServiceDefinition<CounterCommand, CounterEvent, Counter, CounterRefusal> = {
  service: 'wallet',
  commands: counterCommands,
  events: counterEvents,
  rules: counterRules,
  outgoing: [counterCommands],
}
