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
const Break = command({ service: 'wallet', name: 'Break', routing, fields: { accountId: Id } })
const Added = event({ service: 'wallet', name: 'Added', routing, fields: { accountId: Id, amount: Decimal } })
export const counterCommands = contractSet([Add, AddToAll, Break])
export const counterEvents = contractSet([Added])
export type CounterCommand = MessageOf<(typeof counterCommands.contracts)[number]>
export type CounterEvent = MessageOf<(typeof counterEvents.contracts)[number]>
export interface Counter {
  total: bigint
  pending: bigint
}
export type CounterRefusal = Refusal<'too_much', CounterEvent>

export const BOUND = 1000n

/** `Break` throws while this is set: broken code that an operator mends. */
export const defect = { present: true }

export const counterRules: Rules<CounterCommand, CounterEvent, Counter, CounterRefusal> = {
  decider: {
    initial: () => ({ total: 0n, pending: 0n }),
    decide: (command, counter) => {
      if (command.type === 'Break') {
        if (defect.present) throw new Error('a defect')
        return []
      }
      if (counter.total + command.amount > BOUND) return { refused: 'too_much', transient: false }
      return [{ type: 'Added', accountId: command.accountId, amount: command.amount }]
    },
    evolve: (counter, { amount }) => ({ ...counter, total: counter.total + amount }),
  },
  aggregateOf: ({ accountId }) => accountId,
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
