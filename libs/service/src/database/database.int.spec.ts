import { testDatabase, type TestDatabase } from '@filao/testing'
import { sql } from 'drizzle-orm'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { readConfig } from '../config'
import { createLog } from '../logging/log'
import { PostgresRateExchange, rateCountsSql } from '../rate-limit/postgres-rate-exchange'
import { RateLimiter, userKey } from '../rate-limit/rate-limiter'
import { Database } from './database'
import { runMigrations } from './migrations'
import { schemaCheck } from './schema-version'

const log = createLog({ service: 'wallet', instance: 'one', logLevel: 'silent' })
const [ADA, BOB] = ['0190163d-8694-7abc-8def-0123456789ab', '0190163d-8694-7abc-8def-0123456789ac']

/** A folder as drizzle-kit writes it. */
function migrationsFolder(statements: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'drizzle-'))
  mkdirSync(join(folder, 'meta'))
  const entries = Object.keys(statements).map((tag, idx) => ({
    idx,
    version: '7',
    when: idx + 1,
    tag,
    breakpoints: true,
  }))
  writeFileSync(join(folder, 'meta/_journal.json'), JSON.stringify({ version: '7', dialect: 'postgresql', entries }))
  for (const [tag, statement] of Object.entries(statements)) writeFileSync(join(folder, `${tag}.sql`), statement)
  return folder
}

describe('database of a service', () => {
  let test: TestDatabase
  let database: Database

  const withUser = (url: string, user: string): string => {
    const changed = new URL(url)
    changed.username = user
    changed.password = 'test'
    return changed.toString()
  }

  beforeAll(async () => {
    test = await testDatabase('service')
    const role = `${test.name}_reader`
    const client = new Client({ connectionString: test.url })
    await client.connect()
    await client.query(`
      create schema wallet;
      create table wallet.wallets (user_id uuid, currency text);
      insert into wallet.wallets values ('${ADA}', 'MUR'), ('${BOB}', 'USD');
      create role ${role} login password 'test';
      grant usage on schema wallet to ${role};
      grant select, insert on wallet.wallets to ${role};
      alter table wallet.wallets enable row level security;
      create policy own on wallet.wallets using (user_id = current_setting('app.user_id')::uuid);
      create schema ${test.name};
      create role ${test.name};
      ${rateCountsSql(test.name)}`)
    await client.end()
    const environment = {
      FILAO_SERVICE: 'wallet',
      FILAO_INSTANCE: 'one',
      FILAO_DATABASE_URL: test.url,
      FILAO_READER_DATABASE_URL: withUser(test.url, role),
    }
    database = new Database(readConfig(environment), log)
  })
  afterAll(async () => {
    await database.close()
    const client = new Client({ connectionString: test.url })
    await client.connect()
    await client.query(`drop owned by ${test.name}_reader; drop role ${test.name}_reader`)
    await client.query(`drop owned by ${test.name}; drop role ${test.name}`)
    await client.end()
    await test.drop()
  })

  it('is reached with limits on everything that can hang, under the name of the instance', async () => {
    await database.ping()
    const { rows } = await database.pool.query<Record<string, string>>(
      `select current_setting('statement_timeout') s, current_setting('lock_timeout') l,
              current_setting('idle_in_transaction_session_timeout') i, current_setting('application_name') a`,
    )
    expect(rows[0]).toEqual({ s: '10s', l: '3s', i: '3s', a: 'wallet/one' })
  })

  it('shows a client its own rows alone, also without a WHERE', async () => {
    const read = (userId: string) =>
      database.readAs(userId, async (orm) => (await orm.execute(sql`select currency from wallet.wallets`)).rows)
    expect(await Promise.all([read(ADA), read(BOB)])).toEqual([[{ currency: 'MUR' }], [{ currency: 'USD' }]])
  })

  it('lets a reading client write nothing, and forgets him afterwards', async () => {
    const write = database.readAs(ADA, (orm) => orm.execute(sql`insert into wallet.wallets values (${ADA}, 'EUR')`))
    await expect(write).rejects.toMatchObject({ cause: { code: '25006' } })
    const after = await database.readAs(BOB, async (orm) => (await orm.execute(sql`select * from wallet.wallets`)).rows)
    expect(after).toHaveLength(1)
  })

  it('takes nothing but a UUID for a user', () =>
    expect(database.readAs(`${ADA}'; drop table wallet.wallets --`, () => Promise.resolve())).rejects.toThrow(
      TypeError,
    ))

  it('survives a connection that the server ends', async () => {
    await database.ping()
    const admin = new Client({ connectionString: test.url })
    await admin.connect()
    await admin.query(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'wallet/one'`)
    await admin.end()
    while (database.pool.totalCount > 0) await new Promise((resolve) => setTimeout(resolve, 10))
    await database.ping()
  })

  describe('exchange of rate counts', () => {
    const { rates } = readConfig({ FILAO_SERVICE: 'wallet' })
    const reply = { header: () => reply } as never

    it('makes two instances count as one', async () => {
      const now = Date.now()
      const [one, two] = [new RateLimiter(rates, () => now), new RateLimiter(rates, () => now)]
      const exchanges = ['one', 'two'].map((name) => new PostgresRateExchange(database.pool, test.name, name))
      for (let request = 0; request < 20; request += 1) one.count('orders', userKey(ADA), reply)
      for (let request = 0; request < 10; request += 1) two.count('orders', userKey(ADA), reply)
      one.learn(await exchanges[0]!.exchange(one.untold()))
      two.learn(await exchanges[1]!.exchange(two.untold()))
      one.learn(await exchanges[0]!.exchange(one.untold()))
      expect(() => one.count('orders', userKey(ADA), reply)).toThrow(expect.objectContaining({ status: 429 }))
      expect(() => two.count('orders', userKey(ADA), reply)).toThrow(expect.objectContaining({ status: 429 }))
      expect(() => two.count('orders', userKey(BOB), reply)).not.toThrow()
    })

    it('forgets windows that are over', async () => {
      const past = { className: 'orders' as const, key: 'AAAA', window: 1, count: 5 }
      await new PostgresRateExchange(database.pool, test.name, 'past').exchange([past])
      await new PostgresRateExchange(database.pool, test.name, 'other').exchange([])
      const { rows } = await database.pool.query(`select 1 from ${test.name}.rate_counts where "window" = 1`)
      expect(rows).toEqual([])
    })
  })

  describe('migrations', () => {
    const tables = async (): Promise<unknown> => {
      const { rows } = await database.pool.query<{ name: string }>(
        `select table_name as name from information_schema.tables where table_schema = 'market' order by 1`,
      )
      return rows.map(({ name }) => name)
    }

    it('are applied once, when several instances start at once, and go on from there', async () => {
      const first = { '0000_init': 'create table market.assets (id int)' }
      const folder = migrationsFolder(first)
      const migrations = { url: test.url, folder, schema: 'market' }
      await Promise.all([runMigrations(migrations), runMigrations(migrations), runMigrations(migrations)])
      expect(await tables()).toEqual(['__drizzle_migrations', 'assets'])
      const second = migrationsFolder({ ...first, '0001_bars': 'create table market.bars (id int)' })
      await runMigrations({ ...migrations, folder: second })
      expect(await tables()).toEqual(['__drizzle_migrations', 'assets', 'bars'])
    })

    it('are looked for: a service is ready with its own newest or with newer ones, and not without', async () => {
      const first = { '0000_init': 'create table schema_version.prices (id int)' }
      const one = migrationsFolder(first)
      const both = migrationsFolder({ ...first, '0001_more': 'create table schema_version.more (id int)' })
      const ready = (folder: string) => schemaCheck(database, 'schema_version', folder)()
      await expect(ready(both)).rejects.toThrow()
      const run = (folder: string) => runMigrations({ url: test.url, folder, schema: 'schema_version' })
      await run(one)
      await ready(one)
      await expect(ready(both)).rejects.toThrow('migration 0001_more has not been applied to schema_version')
      await run(both)
      await ready(one)
      await ready(both)
    })

    it('leave nothing behind when one of them fails', async () => {
      const statements = {
        '0000_init': 'create table market.assets (id int)',
        '0001_bars': 'create table market.bars (id int)',
        '0002_good': 'create table market.good (id int)',
        '0003_bad': 'create table nowhere.bad (id int)',
      }
      const run = runMigrations({ url: test.url, folder: migrationsFolder(statements), schema: 'market' })
      await expect(run).rejects.toThrow()
      expect(await tables()).not.toContain('good')
    })
  })
})
