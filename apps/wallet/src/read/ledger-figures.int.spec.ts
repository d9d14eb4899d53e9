import { runMigrations, runningTelemetry, startTelemetry } from '@filao/service'
import { testDatabase, type TestDatabase } from '@filao/testing'
import { join } from 'node:path'
import pg from 'pg'
import { observeLedger } from './ledger-figures.queries'

const ACCOUNT = '0190163d-8694-7abc-8def-012345678000'
const TRADE = '0190163d-8694-7abc-8def-012345678001'

describe('figures of the ledger', () => {
  let database: TestDatabase
  let pool: pg.Pool

  beforeAll(async () => {
    database = await testDatabase('ledger_figures')
    await runMigrations({ url: database.url, folder: join(__dirname, '../../drizzle'), schema: 'wallet' })
    pool = new pg.Pool({ connectionString: database.url, max: 1 })
    await pool.query(`INSERT INTO wallet.log_head (partition, position, hash) VALUES (0, 0, ''), (1, 0, '')`)
    // Checks and keys of other tables are beside the point here.
    await pool.query('SET session_replication_role = replica')
  })
  afterEach(() => runningTelemetry()?.stop())
  afterAll(async () => {
    await pool.end()
    await database.drop()
  })

  const figures = async (): Promise<Record<string, number>> => {
    startTelemetry({ environment: { FILAO_SERVICE: 'wallet' } })
    observeLedger(pool)
    const text = await new Promise<string>((resolve) =>
      runningTelemetry()!.metrics({} as never, { setHeader: () => undefined, end: resolve } as never),
    )
    return Object.fromEntries(
      [...text.matchAll(/^(filao_ledger_\w+) (\S+)$/gm)].map(([, name, value]) => [name!, Number(value)]),
    )
  }
  const account = (partition: number, kind: string, debits: number, credits: number): Promise<unknown> =>
    pool.query(
      `INSERT INTO wallet.ledger_accounts (partition, position, kind, mode, asset, debits, credits) VALUES ($1, 1, $2, 'live', 'USD', $3, $4)`,
      [partition, kind, debits, credits],
    )

  it('are zero for a ledger without entries', async () =>
    expect(await figures()).toEqual({
      filao_ledger_trial_balance_abs: 0,
      filao_ledger_clearing_abs: 0,
      filao_ledger_clearing_oldest_seconds: 0,
    }))

  it('are zero when two legs have cancelled out, whatever partition each was in', async () => {
    await account(0, 'clearing', 600, 0)
    await account(1, 'clearing', 0, 600)
    expect(await figures()).toMatchObject({ filao_ledger_trial_balance_abs: 0, filao_ledger_clearing_abs: 0 })
  })

  it('say how much is wrong and how long a leg has been waited for', async () => {
    await account(1, 'fee_income', 0, 5)
    await pool.query(`UPDATE wallet.ledger_accounts SET credits = 590 WHERE partition = 1 AND kind = 'clearing'`)
    await pool.query(
      `INSERT INTO wallet.open_items (trade_id, side, asset, partition, position, account_id, amount, opened_at)
        VALUES ($1, 'buy', 'USD', 0, 1, $2, 10, now() - interval '2 minutes')`,
      [TRADE, ACCOUNT],
    )
    const found = await figures()
    expect(found).toMatchObject({ filao_ledger_trial_balance_abs: 5, filao_ledger_clearing_abs: 10 })
    expect(Math.round(found['filao_ledger_clearing_oldest_seconds']! / 60)).toBe(2)
  })
})
