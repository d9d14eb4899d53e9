import pg from 'pg'
import { GENESIS } from '../chain'
import type { StatementPart } from '../state-store'
import { CounterTables, PARTITIONS } from '../testing/counter-service'
import { engineParts } from './batch-statement'
import { BatchDatabase } from './batch-database'
import { upsertPart, type StateTable } from './upsert'

jest.setTimeout(60_000)

const OWNER = '0197c3d4-5e6f-7a8b-9c0d-1e2f3a4b5c6d'
const OTHER = '0197c3d4-5e6f-7a8b-9c0d-1e2f3a4b5c6e'
/** What the schema refuses. */
const WRONG = 666

let tables: CounterTables
let clients: pg.Client[]
let statements: string[]
let database: BatchDatabase

beforeAll(async () => {
  tables = await CounterTables.make()
})
beforeEach(async () => {
  await tables.empty()
  await tables.pool.query('UPDATE wallet.log_head SET owner = $1', [OWNER])
  clients = []
  statements = []
  database = new BatchDatabase('wallet', async () => {
    const client = new pg.Client({ connectionString: tables.database.url })
    client.on('error', () => undefined)
    await client.connect()
    const query = client.query.bind(client) as (asked: pg.QueryConfig) => Promise<pg.QueryResult>
    client.query = ((asked: pg.QueryConfig) => {
      statements.push(asked.name ?? asked.text)
      return query(asked)
    }) as typeof client.query
    clients.push(client)
    return client
  })
})
afterEach(() => database.close())
afterAll(() => tables.drop())

const table: StateTable<number> = {
  name: 'counters_saved',
  table: 'wallet.counters',
  key: ['account_id'],
  columns: [
    { name: 'account_id', type: 'uuid', value: () => OWNER },
    { name: 'total', type: 'numeric', value: (total) => total },
  ],
}
const NOTHING = {
  ...{ rows: [], events: [], incomingLinks: [], outgoingLinks: [], claims: [], timersSet: [], timersCleared: [] },
  ...{ inbox: [], parked: [], unparked: [] },
}

/** A batch that moves the head from one position to the next and saves a total. */
function parts(from: number, total: number): readonly StatementPart[] {
  const head = { position: from + 1, hash: GENESIS, lastTime: 0 }
  return [
    ...engineParts('wallet', OWNER, { ...NOTHING, expected: { position: from }, head }),
    upsertPart(table, [total]),
  ]
}
const write = (partition: number, total: number, from = 0): Promise<boolean> =>
  database.write({ partition, parts: parts(from, total) })

const totals = async (): Promise<Record<number, number>> => {
  const { rows } = await tables.pool.query<{ partition: number; total: string }>('SELECT * FROM wallet.counters')
  return Object.fromEntries(rows.map(({ partition, total }) => [partition, Number(total)]))
}

test('batches of several partitions are one statement, each with its own rows', async () => {
  expect(await Promise.all([write(0, 10), write(1, 20)])).toEqual([true, true])
  expect(statements).toHaveLength(1)
  expect(await totals()).toEqual({ 0: 10, 1: 20 })
})

test('what comes while a statement is under way is the next one', async () => {
  const first = write(0, 10)
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
  expect(await Promise.all([first, write(0, 11, 1), write(1, 20)])).toEqual([true, true, true])
  expect(statements).toHaveLength(2)
  expect(await totals()).toEqual({ 0: 11, 1: 20 })
})

test('two batches of one partition are never one statement', async () => {
  expect(await Promise.all([write(0, 10), write(0, 11, 1)])).toEqual([true, true])
  expect(statements).toHaveLength(2)
  expect(await totals()).toEqual({ 0: 11 })
})

test.each([
  ['has moved', 'position = 7'],
  ['has another owner', `owner = '${OTHER}'`],
])('nothing is written of a partition whose fence %s, and all of the others', async (_, change) => {
  await tables.pool.query(`UPDATE wallet.log_head SET ${change} WHERE partition = 1`)
  expect(await Promise.all([write(0, 10), write(1, 20)])).toEqual([true, false])
  expect(statements).toHaveLength(1)
  expect(await totals()).toEqual({ 0: 10 })
})

test('what the schema refuses of one partition is refused of that one alone', async () => {
  const [one, other] = await Promise.allSettled([write(0, WRONG), write(1, 20)])
  expect(one).toMatchObject({ status: 'rejected', reason: { code: '23514' } })
  expect(other).toEqual({ status: 'fulfilled', value: true })
  expect(await totals()).toEqual({ 1: 20 })
})

test('a connection that ends under a statement fails all that is in it, once, and the next are written on another', async () => {
  const lock = await tables.pool.connect()
  await lock.query('BEGIN; SELECT * FROM wallet.log_head FOR UPDATE')
  const failing = Promise.allSettled([write(0, 10), write(1, 20)])
  const cut = (): Promise<{ rowCount: number | null }> =>
    tables.pool.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock'`)
  // Until the statement waits for the lock.
  while ((await cut()).rowCount === 0) await new Promise((resolve) => setTimeout(resolve, 20))
  expect((await failing).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  await lock.query('ROLLBACK')
  lock.release()
  expect(statements).toHaveLength(1)
  expect(await Promise.all([write(0, 10), write(1, 20)])).toEqual([true, true])
  expect(clients).toHaveLength(2)
})

test('look-ups go together too, before what is to be written, and each finds its own', async () => {
  const ids = Array.from({ length: PARTITIONS }, (_, at) => `0197c3d4-5e6f-7a8b-9c0d-00000000000${at}`)
  await tables.pool.query(
    `INSERT INTO wallet.inbox (command_id, partition, body_hash, outcome, position) VALUES ($1, 0, '', '{"n":1}', 3)`,
    [ids[0]],
  )
  await tables.pool.query(
    `INSERT INTO wallet.claims (scope, value, owner_id, partition) VALUES ('email', 'a', $1, 1)`,
    [OTHER],
  )
  const written = write(0, 10)
  const claim = { scope: 'email', value: 'a' }
  const [first, second] = await Promise.all([
    database.lookUp({ commandIds: [ids[0]!], claims: [] }),
    database.lookUp({ commandIds: [ids[1]!], claims: [claim] }),
  ])
  expect(await written).toBe(true)
  expect(statements).toEqual(['wallet_look_up', expect.stringMatching(/^wallet_batch_/)])
  expect(first.outcomes.get(ids[0]!)).toMatchObject({ outcome: { n: 1 }, position: 3 })
  expect(second.outcomes.has(ids[1]!)).toBe(false)
  expect(second.claims).toEqual([{ ...claim, ownerId: OTHER }])
})

test('what comes at any moment after an answer is sent', async () => {
  for (let turns = 0; turns < 30; turns += 1) {
    await write(0, turns, turns)
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve()
  }
  expect(await totals()).toEqual({ 0: 29 })
})
