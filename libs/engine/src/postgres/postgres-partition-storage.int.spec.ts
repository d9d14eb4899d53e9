import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { counterStore, CounterTables } from '../testing/counter-service'
import { BatchDatabase } from './batch-database'
import { PostgresPartitionStorage } from './postgres-partition-storage'

jest.setTimeout(60_000)

let tables: CounterTables
beforeAll(async () => {
  tables = await CounterTables.make()
})
beforeEach(() => tables.empty())
afterAll(() => tables.drop())

const connected = async (): Promise<pg.Client> => {
  const client = new pg.Client({ connectionString: tables.database.url })
  client.on('error', () => undefined)
  await client.connect()
  return client
}
const storage = (connect: () => Promise<pg.Client>, instance: string = randomUUID()) =>
  new PostgresPartitionStorage({
    ...{ schema: 'wallet', partition: 0, instance, store: counterStore, connect },
    database: new BatchDatabase('wallet', connect),
  })

test('a connection that ended before anybody listened is replaced by the next', async () => {
  let connections = 0
  const one = storage(async () => {
    const client = await connected()
    if ((connections += 1) === 1) await client.end()
    return client
  })
  await expect(one.open(new Map())).rejects.toThrow()
  expect(await one.open(new Map())).toMatchObject({ position: 0 })
  expect(connections).toBe(2)
  await one.close()
})

test('only the last to open a partition is told where it stands', async () => {
  const [one, two] = [storage(connected), storage(connected)]
  await one.open(new Map())
  await two.open(new Map())
  expect(await one.reopen(new Map())).toBeUndefined()
  expect(await two.reopen(new Map())).toMatchObject({ position: 0 })
  await one.close()
  await two.close()
})
