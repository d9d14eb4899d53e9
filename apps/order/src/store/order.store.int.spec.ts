import { marketCommands, orderCommands, orderEvents, walletCommands, type OrderCommand } from '@filao/contracts'
import {
  BatchDatabase,
  PartitionEngine,
  PostgresPartitionStorage,
  proveState,
  provisionSchema,
  type Answer,
  type LogRow,
  type StateProof,
} from '@filao/engine'
import { makeId } from '@filao/kernel'
import { ONE } from '@filao/money'
import { bookFacts, orderRules } from '@filao/order'
import { makeServiceRoles, testDatabase, type TestDatabase } from '@filao/testing'
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import pg from 'pg'
import { BookProof } from '../read/book-proof.queries'
import { OrderStore } from './order.store'
import { orderProvision } from './provision.store'

const id = (unique: bigint): string => makeId({ partition: 0, at: 1_767_225_600_000, unique })
const assetId = id(1n)
const account = (n: number): { accountId: string; userId: string } => ({
  accountId: id(100n + BigInt(n)),
  userId: id(200n + BigInt(n)),
})

let database: TestDatabase
let admin: pg.Client
let batches: BatchDatabase
const connect = async (): Promise<pg.Client> => {
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  return client
}

beforeAll(async () => {
  database = await testDatabase('order_store')
  admin = await connect()
  batches = new BatchDatabase('"order"', connect)
  await makeServiceRoles(admin, 'order')
  await migrate(drizzle(admin), { migrationsFolder: join(__dirname, '../../drizzle'), migrationsSchema: 'order' })
  await provisionSchema(admin, { ...orderProvision, partitions: 1 })
})
afterAll(async () => {
  await batches.close()
  await admin.end()
  await database.drop()
})

async function open() {
  const rows: LogRow[] = []
  const failures: Error[] = []
  const storage = new PostgresPartitionStorage({
    schema: '"order"',
    partition: 0,
    instance: randomUUID(),
    store: new OrderStore(),
    connect,
    database: batches,
  })
  const engine = new PartitionEngine({
    definition: {
      service: 'order',
      commands: orderCommands,
      events: orderEvents,
      rules: orderRules,
      outgoing: [marketCommands, walletCommands],
    },
    partition: 0,
    partitions: 1,
    storage,
    clock: { now: () => 1_767_225_600_000 },
    listener: {
      committed: (_, committed) => rows.push(...committed),
      gap: () => undefined,
      disowned: () => undefined,
      failed: (_, __, error) => failures.push(error),
      retried: () => undefined,
      fenceLost: () => undefined,
      measured: () => undefined,
    },
  })
  await engine.open()
  const run = (command: OrderCommand): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const commandId = randomUUID()
      engine.submit({
        command,
        subject: assetId,
        cause: { actor: 'system:test', correlationId: commandId, causationId: commandId },
        origin: { kind: 'request', commandId, bodyHash: Buffer.from('x'), answer: resolve, fail: reject },
      })
    })
  return { engine, rows, failures, run }
}

const place = (orderId: string, side: 'buy' | 'sell', price: bigint, quantity: bigint, who: number): OrderCommand => ({
  type: 'PlaceOrder',
  orderId,
  assetId,
  ...account(who),
  mode: 'live',
  symbol: 'AAPL',
  side,
  orderType: 'limit',
  timeInForce: 'gtc',
  quantity: quantity * ONE,
  limitPrice: price * ONE,
  postOnly: false,
  selfTradePrevention: 'cancel_newest',
  fees: { version: 1, minimum: 0n, tiers: [{ rate: ONE / 1000n, commission: ONE / 1000n }] },
})

test('a book that is rebuilt from its rows equals the one in memory', async () => {
  const first = await open()
  await first.run({
    type: 'SetInstrument',
    assetId,
    symbol: 'AAPL',
    quoteCurrency: 'USD',
    terms: {
      status: 'active',
      exchange: 'NASDAQ',
      assetType: 'stock',
      isTradable: true,
      isDemoTradable: true,
      tickSize: ONE / 100n,
      lotSize: ONE,
      minOrderQuantity: ONE,
      marketCollarPercent: 5n * ONE,
    },
  })
  await first.run({ type: 'SetSession', assetId, settlementDate: '2026-01-06' })
  let next = 1000n
  for (const [side, price, quantity, who] of [
    ['sell', 101n, 5n, 1],
    ['sell', 102n, 5n, 2],
    ['buy', 99n, 7n, 3],
    ['buy', 101n, 3n, 4],
    ['buy', 98n, 1n, 5],
  ] as const) {
    const orderId = id((next += 1n))
    expect(await first.run(place(orderId, side, price, quantity, who))).toMatchObject({ kind: 'done' })
    if (who !== 5) expect(await first.run({ type: 'ConfirmOrder', orderId, assetId })).toMatchObject({ kind: 'done' })
  }
  // Demo orders: one that has traded, and whose leg is unsettled, and one that waits.
  const quoted = { lastPrice: 100n * ONE, asOf: 1_767_225_600_000, ageMsMax: 45_000 }
  await first.run({ type: 'ApplyQuote', assetId, ...quoted })
  for (const [side, price] of [
    ['buy', 100n],
    ['buy', 90n],
  ] as const) {
    const orderId = id((next += 1n))
    const command = { ...place(orderId, side, price, 2n, 6), mode: 'demo' as const }
    expect(await first.run(command)).toMatchObject({ kind: 'done' })
    expect(await first.run({ type: 'ConfirmOrder', orderId, assetId })).toMatchObject({ kind: 'done' })
  }
  expect(first.rows.map(({ type }) => type)).toContain('filao.order.QuoteFilled.v1')
  await first.run({ type: 'ContinueBook', assetId })
  expect(first.failures).toEqual([])
  const live = bookFacts(first.engine.peek(assetId)!)
  expect(first.rows.map(({ type }) => type)).toContain('filao.order.TradeExecuted.v1')
  const second = await open()
  expect(bookFacts(second.engine.peek(assetId)!)).toBe(live)
  expect(orderRules.violation!(second.engine.peek(assetId)!)).toBeUndefined()
  await first.engine.stop()
  await second.engine.stop()
})

test('a client reads their own rows, whatever a query forgets to ask for, and no other table', async () => {
  const client = new pg.Client({ connectionString: database.url, options: '-c role=order_reader' })
  await client.connect()
  const usersIn = async (table: string): Promise<string[]> => {
    const { rows } = await client.query<{ user_id: string }>(`SELECT DISTINCT user_id FROM "order".${table}`)
    return rows.map((row) => row.user_id)
  }
  for (const table of ['orders', 'executions']) expect([table, await usersIn(table)]).toEqual([table, []])
  const { userId } = account(4)
  await client.query(`SELECT set_config('app.user_id', $1, false)`, [userId])
  for (const table of ['orders', 'executions']) expect([table, await usersIn(table)]).toEqual([table, [userId]])
  await client.end()
  const { rows } = await admin.query<{ table: string }>(
    `SELECT table_name AS table FROM information_schema.role_table_grants
      WHERE grantee = 'order_reader' AND table_schema = 'order' ORDER BY table_name`,
  )
  expect(rows.map(({ table }) => table)).toEqual(['executions', 'orders'])
})

test('the log has every position once, and refuses to be changed', async () => {
  const { rows } = await admin.query('SELECT position FROM "order".event_log ORDER BY position')
  expect(rows.map(({ position }: { position: string }) => Number(position))).toEqual(rows.map((_, index) => index + 1))
  await expect(admin.query('DELETE FROM "order".event_log')).rejects.toThrow(/append only/)
  await expect(admin.query('UPDATE "order".event_log SET position = 0')).rejects.toThrow(/append only/)
  await expect(admin.query('TRUNCATE "order".event_log')).rejects.toThrow(/append only/)
})

test('an instance that was taken over writes nothing more', async () => {
  const old = await open()
  const fresh = await open()
  void old.run({ type: 'HaltMarket', assetId, reason: 'late' }).catch(() => undefined)
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(old.rows).toEqual([])
  expect(fresh.engine.peek(assetId)!.haltReason).toBeUndefined()
  await fresh.engine.stop()
})

test('a book in memory that is another than its rows give is found', async () => {
  const { engine } = await open()
  const pool = new pg.Pool({ connectionString: database.url })
  let compare: (() => Promise<unknown>) | undefined
  const management = { route: (_: string, __: string, route: () => Promise<unknown>) => (compare = route) }
  const place = { owned: [0], engineOf: () => engine }
  new BookProof(place as never, { pool } as never, management as never).onApplicationBootstrap()
  const position = { partition: 0, position: engine.position, books: 1 }
  expect(await compare?.()).toEqual([{ ...position, differing: [] }])
  await admin.query(`UPDATE "order".orders SET priority = priority + 1 WHERE status = 'open'`)
  expect(await compare?.()).toEqual([{ ...position, differing: [assetId] }])
  await admin.query(`UPDATE "order".orders SET priority = priority - 1 WHERE status = 'open'`)
  await pool.end()
  await engine.stop()
})

describe('the proof of the books', () => {
  const definition = {
    service: 'order',
    commands: orderCommands,
    events: orderEvents,
    rules: orderRules,
    outgoing: [marketCommands, walletCommands],
  } as const

  async function prove(before = ''): Promise<StateProof> {
    await admin.query('BEGIN ISOLATION LEVEL REPEATABLE READ')
    try {
      if (before) await admin.query(before)
      return await proveState({ definition, store: new OrderStore(), db: admin, partition: 0 })
    } finally {
      await admin.query('ROLLBACK')
    }
  }

  test('the state rows are the fold of the log', async () => {
    const { position, tables, differences } = await prove()
    expect(position).toBeGreaterThan(0)
    expect(tables).toContain('orders')
    expect(differences).toEqual([])
  })

  test.each([
    [
      'changed',
      `UPDATE "order".orders SET filled_quantity = 0, remaining_quantity = quantity, drawn_amount = drawn_amount / 2`,
      'is not what the log gives',
    ],
    ['deleted', `DELETE FROM "order".orders`, 'is what the log gives, and is not there'],
  ])('a row that was %s by hand is found', async (_, sql, said) => {
    const { differences } = await prove(sql)
    expect(differences.join()).toContain(said)
  })

  const byHand = 'ALTER TABLE "order".event_log DISABLE TRIGGER USER;'
  test.each([
    ['changed', `UPDATE "order".event_log SET data = replace(data::text, '"', ' "')::json WHERE position = 2`, 2],
    ['relabelled', `UPDATE "order".event_log SET subject = gen_random_uuid() WHERE position = 2`, 2],
    ['removed', `DELETE FROM "order".event_log WHERE position = 2`, 3],
    ['sent elsewhere', `UPDATE "order".event_log SET commands = '[]' WHERE position = 2`, 2],
  ])('an event that was %s by hand is found', async (_, sql, position) => {
    await expect(prove(`${byHand} ${sql}`)).rejects.toThrow(`order/0 is broken at position ${position}`)
  })
})
