import type { WalletCommand } from '@filao/contracts'
import { toTimestamp } from '@filao/kernel'
import { parseUnits as units, readUnits, type Units } from '@filao/money'
import pg from 'pg'
import { approval, fund, id, NOON, opening, seller } from '../testing/wallet-life'
import { WalletPlatform } from '../testing/wallet-platform.store'
import { readTrialBalance } from './trial-balance.queries'

let platform: WalletPlatform
beforeAll(async () => {
  platform = await WalletPlatform.start()
  await platform.live(0)
})
afterAll(() => platform.stop())

test('the trial balance is zero, and what is left in clearing is what the open items say', async () => {
  const sums = await platform.query<{ sum: string }>(
    'SELECT sum(credits - debits) AS sum FROM wallet.ledger_accounts GROUP BY partition, mode, asset',
  )
  expect(sums.length).toBeGreaterThan(0)
  for (const { sum } of sums) expect(readUnits(sum)).toBe(0n)
  const clearing = await platform.query<{ asset: string; balance: string }>(
    `SELECT asset, credits - debits AS balance FROM wallet.ledger_accounts WHERE partition = 0 AND kind = 'clearing' ORDER BY asset`,
  )
  expect(clearing.map(({ balance }) => readUnits(balance))).toEqual([0n, 0n])
  const items = await platform.query<{ amount: string }>(
    'SELECT sum(amount) AS amount FROM wallet.open_items WHERE partition = 0 GROUP BY trade_id, asset',
  )
  expect(items).toHaveLength(3)
  for (const { amount } of items) expect(readUnits(amount)).toBe(0n)
})

test('the trial balance can be asked for as it was at a time, near or long ago', async () => {
  const times = [1, 2, 3, 4, 5].map((hours) => NOON + hours * 3_600_000)
  const account = id(51)
  const { engine, run } = await platform.open(3)
  await run(opening(account, id(52)))
  for (const [n, at] of times.entries()) {
    platform.now = at
    for (const command of fund(account, id(60 + n), 'GBP', String(10 ** n))) await run(command)
  }
  await engine.stop()
  const told = async (at?: number): Promise<readonly unknown[]> => {
    const { assets, positions } = await readTrialBalance(platform.pool, at === undefined ? at : toTimestamp(at))
    expect(assets.map(({ sum }) => sum)).toEqual(assets.map(() => '0'))
    const pounds = assets.find(({ asset }) => asset === 'GBP')
    const cash = pounds?.accounts.find(({ kind }) => kind === 'client_cash')
    return [cash?.balance, cash?.debits, positions[3]]
  }
  expect(await told(times[0]! - 1)).toEqual([undefined, undefined, 'wallet/3/3'])
  const books = ['1', '11', '111', '1111', '11111']
  for (const [n, at] of times.entries()) expect(await told(at)).toEqual([books[n], '0', `wallet/3/${5 + 2 * n}`])
  expect(await told(times[2]! + 1)).toEqual(await told(times[2]))
  expect(await told(times[4]! + 86_400_000)).toEqual(await told())
  platform.now = NOON
})

test('a conversion is a row of its own, and each currency balances', async () => {
  const account = id(151)
  const { engine, run, failures } = await platform.open(2)
  for (const command of [opening(account, id(152)), approval(account), ...fund(account, id(153), 'USD', '100')])
    await run(command)
  const terms = { conversionId: id(154), from: 'USD', to: 'MUR', amount: readUnits('40'), leastToReceive: 0n }
  const rate = { rate: readUnits('46.1'), source: 'bank', quotedAt: platform.now, stale: false }
  const spreadPercent = readUnits('0.5')
  const convert: WalletCommand = { type: 'ConvertFunds', accountId: account, ...terms, spreadPercent, rate }
  expect(await run(convert)).toMatchObject({ kind: 'done', events: [{ event: { type: 'FundsConverted' } }] })
  expect(failures).toEqual([])
  await engine.stop()
  const rows = await platform.query<object>('SELECT trim_scale(converted)::text AS converted FROM wallet.conversions')
  expect(rows).toEqual([{ converted: '1834.78' }])
  const again = await platform.open(2, 0)
  expect(await again.run(convert)).toMatchObject({ kind: 'done', events: [] })
  expect(await again.run({ type: 'LiftRestriction', accountId: account, kind: 'kyc' })).toMatchObject({ kind: 'done' })
  const wallets = await platform.query<object>(
    'SELECT currency, trim_scale(available_balance)::text AS available FROM wallet.wallets WHERE account_id = $1 ORDER BY 1',
    account,
  )
  expect(wallets).toEqual([
    { currency: 'MUR', available: '1834.78' },
    { currency: 'USD', available: '60' },
  ])
  await again.engine.stop()
})

test('the rupee value of a leg stands with its money', async () => {
  const rows = await platform.query<{ asset: string; mur_amount: string | null; fx_rate: string | null }>(
    `SELECT asset, mur_amount, fx_rate FROM wallet.ledger_transactions WHERE partition = 0 AND cause = 'LegSettled' AND mode = 'live'`,
  )
  const worth = (amount: string | null): Units | undefined => (amount === null ? undefined : readUnits(amount))
  for (const { asset, mur_amount, fx_rate } of rows) {
    expect([worth(mur_amount), worth(fx_rate)]).toEqual(
      asset === 'USD' ? [units('1687.84'), units('46.25')] : [undefined, undefined],
    )
  }
  expect(rows).toHaveLength(4)
})

test('the ledger is only ever added to', async () => {
  await expect(platform.pool.query('UPDATE wallet.ledger_transactions SET debits = 0')).rejects.toThrow(/append only/)
  await expect(platform.pool.query('DELETE FROM wallet.ledger_transactions')).rejects.toThrow(/append only/)
})

test('a client reads their own rows, whatever a query forgets to ask for, and no other table', async () => {
  await platform.pool.query(
    `INSERT INTO wallet.ledger_entries (partition, position, line, kind, mode, asset, account_id, direction, amount,
        balance_after, cause, reference_id, occurred_at)
      SELECT partition, 1, row_number() OVER (ORDER BY id), 'client_cash', mode, 'USD', id, 'credit', 1, 1, 'test', id, now()
      FROM wallet.accounts`,
  )
  const client = new pg.Client({ connectionString: platform.database.url, options: '-c role=wallet_reader' })
  await client.connect()
  const accountsIn = async (table: string): Promise<string[]> => {
    const { rows } = await client.query<{ account_id: string }>(`SELECT DISTINCT account_id FROM wallet.${table}`)
    return rows.map((row) => row.account_id)
  }
  const tables = ['wallets', 'holdings', 'ledger_entries']
  for (const table of tables) expect([table, await accountsIn(table)]).toEqual([table, []])
  await client.query(`SELECT set_config('app.user_id', $1, false)`, [id(42)])
  for (const table of tables) expect([table, await accountsIn(table)]).toEqual([table, [seller]])
  await client.end()
  const { rows } = await platform.pool.query<{ table: string }>(
    `SELECT table_name AS table FROM information_schema.role_table_grants
      WHERE grantee = 'wallet_reader' AND table_schema = 'wallet' ORDER BY table_name`,
  )
  expect(rows.map(({ table }) => table)).toEqual(['conversions', 'holdings', 'ledger_entries', 'prices', 'wallets'])
})
