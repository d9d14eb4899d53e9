import { testDatabase, type TestDatabase } from '@filao/testing'
import { Pool } from 'pg'
import { LogPositions } from './log-positions'

let database: TestDatabase
let pool: Pool

beforeAll(async () => {
  database = await testDatabase('positions')
  pool = new Pool({ connectionString: database.url, max: 2 })
  pool.on('error', () => undefined)
  await pool.query(`CREATE SCHEMA wallet;
    CREATE TABLE wallet.log_head (partition smallint, position bigint);
    CREATE TABLE wallet.source_position (consumer text, source text, source_partition smallint, position bigint);
    INSERT INTO wallet.log_head VALUES (0, 10), (1, 10);
    INSERT INTO wallet.source_position VALUES ('ledger', 'wallet', 0, 7), ('ledger', 'order', 0, 99), ('ledger', 'order', 1, 99)`)
})
afterAll(async () => {
  await pool.end()
  await database.drop()
})

const reached = (followers: string[], position: number, partition = 0): Promise<boolean> =>
  new LogPositions(pool, 'wallet', followers).reached({ service: 'wallet', partition, position }, 0)

it('a committed position is shown by state rows at once', async () => {
  expect(await reached([], 10)).toBe(true)
  expect(await reached([], 11)).toBe(false)
})

it('a projection of the own log is waited for, also one that has not begun', async () => {
  expect(await reached(['ledger'], 7)).toBe(true)
  expect(await reached(['ledger'], 8)).toBe(false)
  expect(await reached(['ledger'], 1, 1)).toBe(false)
})

it('a partition that there is not shows nothing', async () => expect(await reached([], 1, 9)).toBe(false))

it('what comes within the time is waited for', async () => {
  const waiting = new LogPositions(pool, 'wallet', ['ledger']).reached(
    { service: 'wallet', partition: 0, position: 9 },
    5000,
  )
  await pool.query(`UPDATE wallet.source_position SET position = 9 WHERE source = 'wallet'`)
  expect(await waiting).toBe(true)
})
