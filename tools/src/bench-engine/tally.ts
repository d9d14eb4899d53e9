import { command, contractSet, Decimal, event, Id, type MessageOf } from '@filao/contracts'
import { engineTables, upsertPart, type ServiceDefinition, type StateStore, type StateTable } from '@filao/engine'
import type { Refusal, Rules } from '@filao/kernel'
import { formatUnits, parseUnits, type Units } from '@filao/money'
import { numeric, pgSchema, primaryKey, smallint, uuid } from 'drizzle-orm/pg-core'

// The smallest service there can be: accounts that are added to. One command, one event, one row of state, as pgbench's
// transaction has one update and one insert.

const service = 'wallet'
const routing = { subject: 'accountId', key: 'accountId' } as const
const fields = { accountId: Id, amount: Decimal }
const Add = command({ service, name: 'Add', routing, fields })
const Added = event({ service, name: 'Added', routing, fields })
const commands = contractSet([Add])
const events = contractSet([Added])
export type TallyCommand = MessageOf<typeof Add>
export type TallyEvent = MessageOf<typeof Added>
export interface Tally {
  readonly total: Units
}
export type TallyRefusal = Refusal<never, TallyEvent>

const schema = pgSchema(service)

/** The engine's tables and one of state. */
export const tables = {
  schema,
  ...engineTables(schema),
  tallies: schema.table(
    'tallies',
    {
      partition: smallint('partition').notNull(),
      accountId: uuid('account_id').notNull(),
      total: numeric('total', { precision: 20, scale: 8 }).notNull(),
    },
    (table) => [primaryKey({ columns: [table.partition, table.accountId] })],
  ),
}

const rules: Rules<TallyCommand, TallyEvent, Tally, TallyRefusal> = {
  decider: {
    initial: () => ({ total: 0n }),
    decide: ({ accountId, amount }) => [{ type: 'Added', accountId, amount }],
    evolve: ({ total }, { amount }) => ({ total: total + amount }),
  },
  aggregateOf: ({ accountId }) => accountId,
  reactions: () => [],
}

export const tallyDefinition: ServiceDefinition<TallyCommand, TallyEvent, Tally, TallyRefusal> = {
  service,
  commands,
  events,
  rules,
  outgoing: [],
}

interface TallyRow extends Tally {
  readonly accountId: string
}

const table: StateTable<TallyRow> = {
  name: 'tallies',
  table: 'wallet.tallies',
  key: ['account_id'],
  columns: [
    { name: 'account_id', type: 'uuid', value: ({ accountId }) => accountId },
    { name: 'total', type: 'numeric', value: ({ total }) => formatUnits(total) },
  ],
}

/** Accounts come into memory when a command names them, and stay there, as wallet's do. */
export const tallyStore: StateStore<TallyCommand, TallyEvent, Tally> = {
  async load(db, partition, asked, memory) {
    const missing = [...new Set(asked.map(({ accountId }) => accountId))].filter((id) => !memory.has(id))
    if (missing.length === 0) return
    const { rows } = await db.query({
      name: 'tallies_load',
      text: 'SELECT account_id, total FROM wallet.tallies WHERE partition = $1 AND account_id = ANY ($2::uuid[])',
      values: [partition, `{${missing.join(',')}}`],
    })
    for (const row of rows) memory.set(row['account_id'] as string, { total: parseUnits(row['total'] as string) })
  },
  parts: (_, recorded, memory) => {
    const touched = new Set(recorded.map(({ aggregate }) => aggregate))
    return [
      upsertPart(
        table,
        [...touched].map((accountId) => ({ accountId, ...memory.get(accountId)! })),
      ),
    ]
  },
  forget: () => undefined,
}
