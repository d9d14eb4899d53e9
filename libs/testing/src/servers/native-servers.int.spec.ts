import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Kafka, logLevel } from 'kafkajs'
import { Client } from 'pg'
import { until } from '../until'
import { NativeServers } from './native-servers'

jest.setTimeout(300_000)

let folder: string
const servers = (): NativeServers =>
  new NativeServers({ folder, postgresPassword: 'p@ss word', durability: 'process-kill', kafkaCompiler: 'quick' })

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'filao-native-'))
  chmodSync(folder, 0o755)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('starts both servers, stops them soon, and starts them again with their data', async () => {
  const first = servers()
  const addresses = await first.start()
  await run(addresses.postgresAdminUrl, 'create table kept as select 42 as answer')
  await withKafka(addresses.kafkaBrokers, async (admin) => {
    await admin.createTopics({ topics: [{ topic: 'kept', numPartitions: 3 }] })
  })
  const began = performance.now()
  await first.stop()
  // Less than 5 s on a machine that does nothing else.
  expect(performance.now() - began).toBeLessThan(20_000)

  const second = servers()
  const again = await second.start()
  expect(await run(again.postgresAdminUrl, 'select answer from kept')).toEqual([{ answer: 42 }])
  await withKafka(again.kafkaBrokers, async (admin) => expect(await admin.listTopics()).toContain('kept'))
  await second.stop()
})

it('takes over the data of a killed run whose servers still live', async () => {
  const killed = servers()
  const before = await killed.start()
  await run(before.postgresAdminUrl, 'create table committed as select 1 as one')

  const next = servers()
  const after = await next.start()
  expect(killed.postgres.process?.end).toBeDefined()
  expect(killed.kafka.process?.end).toBeDefined()
  expect(await run(after.postgresAdminUrl, 'select one from committed')).toEqual([{ one: 1 }])

  next.postgres.process?.kill()
  next.kafka.process?.kill()
  const recovered = servers()
  const { postgresAdminUrl } = await recovered.start()
  expect(await run(postgresAdminUrl, 'select one from committed')).toEqual([{ one: 1 }])
  await recovered.stop()
})

it('a server that dies is started again where it was, until both are stopped', async () => {
  const kept = servers()
  const { postgresAdminUrl, kafkaBrokers } = await kept.start()
  const said: string[] = []
  kept.keepAlive((text) => said.push(text))
  for (const server of [kept.postgres, kept.kafka]) {
    const before = server.process
    before?.kill()
    await before?.ended
    while (server.process === before) await new Promise((resolve) => setTimeout(resolve, 50))
  }
  await until(answers(() => run(postgresAdminUrl, 'select 1 as one')))
  await until(answers(() => topics(kafkaBrokers)))
  expect(await topics(kafkaBrokers)).toContain('kept')
  expect(said).toEqual(['PostgreSQL has ended; it is started again.', 'Apache Kafka has ended; it is started again.'])
  await kept.stop()
  expect([kept.postgres.process, kept.kafka.process]).toEqual([undefined, undefined])
})

const answers = (ask: () => Promise<unknown>) => () =>
  ask().then(
    () => true,
    () => false,
  )

const topics = (brokers: string): Promise<string[]> => withKafka(brokers, (admin) => admin.listTopics())

async function run(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql)).rows as unknown[]
  } finally {
    await client.end()
  }
}

async function withKafka<T>(brokers: string, use: (admin: ReturnType<Kafka['admin']>) => Promise<T>): Promise<T> {
  const admin = new Kafka({ brokers: [brokers], logLevel: logLevel.NOTHING }).admin()
  await admin.connect()
  try {
    return await use(admin)
  } finally {
    await admin.disconnect()
  }
}
