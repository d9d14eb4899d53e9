import {
  complianceCommands,
  identityCommands,
  orderCommands,
  paymentCommands,
  walletCommands,
  walletEvents,
  type WalletCommand,
} from '@filao/contracts'
import {
  PartitionEngine,
  PostgresPartitionStorage,
  proveState,
  provisionSchema,
  type Answer,
  type StateProof,
} from '@filao/engine'
import { makeId, toTimestamp, type Id } from '@filao/kernel'
import { parseUnits, readUnits, type Units } from '@filao/money'
import { makeServiceRoles, testDatabase, type TestDatabase } from '@filao/testing'
import { startOfDay, walletRules, type Account } from '@filao/wallet'
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import pg from 'pg'
import { walletProvision } from './provision.store'
import { readTrialBalance } from '../read/trial-balance.queries'
import { WalletStore } from './wallet.store'

const units = parseUnits
const id = (unique: number): Id => makeId({ partition: 0, at: 1_790_000_000_000, unique: BigInt(unique) })
const [buyer, seller, paper, share] = [id(1), id(2), id(3), id(4)]
const [buyOrder, sellOrder, paperOrder, lateOrder, trade, paperTrade] = [id(11), id(12), id(13), id(14), id(21), id(22)]
const [anna, ben] = [id(31), id(32)]
const NOON = Date.parse('2026-10-05T08:00:00.000Z')

let database: TestDatabase
let admin: pg.Client
let now = NOON

beforeAll(async () => {
  database = await testDatabase('wallet_store')
  admin = new pg.Client({ connectionString: database.url })
  await admin.connect()
  await makeServiceRoles(admin, 'wallet')
  await migrate(drizzle(admin), { migrationsFolder: join(__dirname, '../../drizzle'), migrationsSchema: 'wallet' })
  await provisionSchema(admin, { ...walletProvision, partitions: 4 })
})
afterAll(async () => {
  await admin.end()
  await database.drop()
})

async function open(partition: number, residentAccountsMax?: number) {
  const failures: Error[] = []
  const storage = new PostgresPartitionStorage({
    schema: '"wallet"',
    partition,
    instance: randomUUID(),
    store: new WalletStore(residentAccountsMax),
    connect: async () => {
      const client = new pg.Client({ connectionString: database.url })
      await client.connect()
      return client
    },
  })
  const engine = new PartitionEngine({
    definition: {
      service: 'wallet',
      commands: walletCommands,
      events: walletEvents,
      rules: walletRules,
      outgoing: [complianceCommands, identityCommands, orderCommands, paymentCommands],
    },
    partition,
    partitions: 1,
    storage,
    clock: { now: () => now },
    listener: {
      committed: () => undefined,
      gap: () => undefined,
      disowned: () => undefined,
      failed: (_, __, error) => failures.push(error),
      retried: () => undefined,
      fenceLost: () => undefined,
      measured: () => undefined,
    },
  })
  await engine.open()
  const run = (command: WalletCommand): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const commandId = randomUUID()
      engine.submit({
        command,
        subject: command.accountId,
        cause: { actor: 'system:test', correlationId: commandId, causationId: commandId },
        origin: { kind: 'request', commandId, bodyHash: Buffer.from('x'), answer: resolve, fail: reject },
      })
    })
  return { engine, failures, run }
}

const opening = (accountId: Id, userId: Id, mode: 'live' | 'demo' = 'live'): WalletCommand => ({
  type: 'OpenWallets',
  accountId,
  userId,
  mode,
  kind: 'client',
})
/** Compliance's word, without which no live account moves. */
const approval = (accountId: Id): WalletCommand => ({ type: 'LiftRestriction', accountId, kind: 'kyc' })
const fund = (accountId: Id, adjustmentId: Id, asset: string, amount: string, unitCost?: string): WalletCommand[] => [
  {
    type: 'ProposeAdjustment',
    adjustmentId,
    accountId,
    asset,
    amount: units(amount),
    ...(unitCost ? { unitCost: units(unitCost) } : {}),
    reason: 'a "quoted", {braced} reason \\ with all that breaks arrays',
    evidence: 'receipt é 1',
    proposedBy: anna,
  },
  { type: 'DecideAdjustment', adjustmentId, accountId, approve: true, decidedBy: ben },
]
const reserve = (
  accountId: Id,
  reservationId: Id,
  side: 'buy' | 'sell',
  amount: string,
  mode: 'live' | 'demo' = 'live',
): WalletCommand => ({
  type: 'ReserveFunds',
  reservationId,
  accountId,
  mode,
  purpose: `order_${side}`,
  asset: side === 'buy' ? 'USD' : share,
  amount: units(amount),
  assetId: share,
  quantity: units('10'),
  value: units('95'),
  currency: 'USD',
})
const leg = (
  accountId: Id,
  reservationId: Id,
  tradeId: Id,
  side: 'buy' | 'sell',
  mode: 'live' | 'demo' = 'live',
): WalletCommand => ({
  type: 'SettleLeg',
  reservationId,
  accountId,
  mode,
  tradeId,
  side,
  assetId: share,
  currency: 'USD',
  price: units('9.123456'),
  quantity: units('4'),
  gross: units('36.493824'),
  draw: units(side === 'buy' ? '40' : '4'),
  commission: units('0.2'),
  fees: units('0.1'),
  settlementDate: '2026-10-07',
  executedAt: NOON,
  rate: { rate: units('46.25'), source: 'seed', quotedAt: NOON, stale: false },
})

/** One of everything, in the order in which it can happen. */
const life: readonly WalletCommand[] = [
  opening(buyer, id(41)),
  opening(seller, id(42)),
  opening(paper, id(43), 'demo'),
  approval(buyer),
  approval(seller),
  ...fund(buyer, id(51), 'USD', '500.12345678'),
  ...fund(seller, id(52), share, '25', '8.5'),
  {
    type: 'SetAccountLimits',
    accountId: buyer,
    limits: {
      version: 2,
      maxOrderValue: units('1000'),
      maxDailyTradeVolume: units('300'),
      assets: { [share]: { maxPositionSize: units('90000000000.00000001') } },
    },
  },
  { type: 'RecordAccountKind', accountId: seller, kind: 'market_maker', version: 1 },
  { type: 'RestrictAccount', accountId: buyer, kind: 'freeze', scope: 'withdrawals' },
  reserve(buyer, buyOrder, 'buy', '100'),
  reserve(seller, sellOrder, 'sell', '10'),
  reserve(paper, paperOrder, 'buy', '100', 'demo'),
  {
    type: 'IncreaseReservation',
    reservationId: buyOrder,
    accountId: buyer,
    amendmentId: id(61),
    amount: units('12.5'),
    value: units('12'),
    currency: 'USD',
  },
  { type: 'ReduceReservation', reservationId: buyOrder, accountId: buyer, amendmentId: id(62), amount: units('2.5') },
  leg(buyer, buyOrder, trade, 'buy'),
  leg(seller, sellOrder, trade, 'sell'),
  leg(paper, paperOrder, paperTrade, 'buy', 'demo'),
  { type: 'ReleaseReservation', reservationId: lateOrder, accountId: seller, legs: 0, drawn: 0n },
  { type: 'CloseOpenItem', accountId: buyer, tradeId: trade, side: 'buy' },
  { type: 'ReleaseReservation', reservationId: sellOrder, accountId: seller, legs: 1, drawn: units('4') },
  ...fund(buyer, id(53), 'USD', '-1').slice(0, 1),
]

const TABLES = [
  'accounts',
  'wallets',
  'holdings',
  'reservations',
  'open_items',
  'maturities',
  'ledger_accounts',
  'ledger_transactions',
  'adjustments',
]
async function dump(partition: number): Promise<object> {
  const tables: Record<string, unknown> = {}
  for (const table of TABLES) {
    const { rows } = await admin.query<{ row: Record<string, unknown> }>(
      `SELECT to_jsonb(t) AS row FROM wallet.${table} t WHERE partition = $1`,
      [partition],
    )
    const own = rows.map(({ row: { partition: _, created_at: __, updated_at: ___, ...row } }) => row)
    for (const row of own)
      if (table === 'wallets' || table === 'holdings' || table === 'ledger_accounts') delete row['id']
    tables[table] = own.map((row) => JSON.stringify(row)).sort()
  }
  return tables
}

/** What memory may hold of an account besides what is unfinished is not compared: it comes back when it is named. */
function unfinished(account: Account): object {
  const reservations = [...account.reservations.values()]
    .flatMap((known) => (known.status === 'active' ? [{ ...known, settled: known.settled.size > 0 }] : []))
    .map((known) => ({ ...known, settled: undefined }))
  const openItems = [...account.openItems.values()].filter(({ closedAt }) => closedAt === undefined)
  return { ...account, reservations, openItems, adjustments: undefined }
}

async function query<Row extends object>(text: string, ...values: unknown[]): Promise<Row[]> {
  return (await admin.query(text, values)).rows as Row[]
}

test('a life with a restart before every command leaves the same rows as one in memory', async () => {
  const resident = await open(0)
  const forgetful = await open(1, 0)
  for (const command of life) {
    const first = await resident.run(command)
    expect([command.type, first.kind]).toEqual([command.type, 'done'])
    expect(await forgetful.run(command)).toMatchObject({
      kind: 'done',
      position: (first as { position: number }).position,
    })
  }
  expect([...resident.failures, ...forgetful.failures]).toEqual([])
  expect(await dump(1)).toEqual(await dump(0))
  for (const accountId of [buyer, seller, paper]) {
    expect(walletRules.violation!(resident.engine.peek(accountId)!)).toBeUndefined()
    expect(forgetful.engine.peek(accountId)).toBeUndefined()
  }
  await resident.engine.stop()
  await forgetful.engine.stop()
})

test('every command delivered again after a restart changes nothing', async () => {
  const restarted = await open(1, 0)
  const [before] = await query('SELECT position FROM wallet.log_head WHERE partition = 1')
  for (const command of life) await restarted.run(command)
  expect(restarted.failures).toEqual([])
  expect(await query('SELECT position FROM wallet.log_head WHERE partition = 1')).toEqual([before])
  await restarted.engine.stop()
})

test('accounts read from their rows equal the fold of the log', async () => {
  const { engine, run } = await open(0)
  const folded = new Map<string, Account>()
  const log = await query<{ position: string; type: string; data: string; key: string; time: Date }>(
    'SELECT position, type, data::text AS data, key, time FROM wallet.event_log WHERE partition = 0 ORDER BY position',
  )
  for (const { position, type, data, key, time } of log) {
    const at = { now: time.getTime(), position: Number(position) }
    const event = walletEvents.ofType(type)!.decode(data)
    folded.set(key, walletRules.decider.evolve(folded.get(key) ?? walletRules.decider.initial(key), event, at))
  }
  for (const accountId of [buyer, seller, paper]) {
    await run({ type: 'LiftRestriction', accountId, kind: 'kyc' })
    const loaded = engine.peek(accountId)!
    expect(unfinished(loaded)).toEqual(unfinished(folded.get(accountId)!))
    expect(walletRules.violation!(loaded)).toBeUndefined()
  }
  await engine.stop()
})

test('a reservation that is gone from memory is still known', async () => {
  const { engine, run } = await open(0, 0)
  expect(await run(reserve(seller, sellOrder, 'sell', '10'))).toMatchObject({ kind: 'done', events: [] })
  expect(await run(reserve(seller, sellOrder, 'sell', '9'))).toMatchObject({
    refusal: { refused: 'idempotency_mismatch' },
  })
  expect(await run(reserve(seller, lateOrder, 'sell', '1'))).toMatchObject({
    refusal: { refused: 'reservation_released' },
  })
  expect(await run(leg(buyer, buyOrder, trade, 'buy'))).toMatchObject({ kind: 'done', events: [] })
  await engine.stop()
})

test('the trial balance is zero, and what is left in clearing is what the open items say', async () => {
  const sums = await query<{ sum: string }>(
    'SELECT sum(credits - debits) AS sum FROM wallet.ledger_accounts GROUP BY partition, mode, asset',
  )
  expect(sums.length).toBeGreaterThan(0)
  for (const { sum } of sums) expect(readUnits(sum)).toBe(0n)
  const clearing = await query<{ asset: string; balance: string }>(
    `SELECT asset, credits - debits AS balance FROM wallet.ledger_accounts WHERE partition = 0 AND kind = 'clearing' ORDER BY asset`,
  )
  expect(clearing.map(({ balance }) => readUnits(balance))).toEqual([0n, 0n])
  const items = await query<{ amount: string }>(
    'SELECT sum(amount) AS amount FROM wallet.open_items WHERE partition = 0 GROUP BY trade_id, asset',
  )
  expect(items).toHaveLength(3)
  for (const { amount } of items) expect(readUnits(amount)).toBe(0n)
})

test('a conversion is a row of its own, and each currency balances', async () => {
  const account = id(151)
  const { engine, run, failures } = await open(2)
  for (const command of [opening(account, id(152)), approval(account), ...fund(account, id(153), 'USD', '100')])
    await run(command)
  const terms = { conversionId: id(154), from: 'USD', to: 'MUR', amount: readUnits('40'), leastToReceive: 0n }
  const rate = { rate: readUnits('46.1'), source: 'bank', quotedAt: now, stale: false }
  const spreadPercent = readUnits('0.5')
  const convert: WalletCommand = { type: 'ConvertFunds', accountId: account, ...terms, spreadPercent, rate }
  expect(await run(convert)).toMatchObject({ kind: 'done', events: [{ event: { type: 'FundsConverted' } }] })
  expect(failures).toEqual([])
  await engine.stop()
  const rows = await query<object>('SELECT trim_scale(converted)::text AS converted FROM wallet.conversions')
  expect(rows).toEqual([{ converted: '1834.78' }])
  const again = await open(2, 0)
  expect(await again.run(convert)).toMatchObject({ kind: 'done', events: [] })
  expect(await again.run({ type: 'LiftRestriction', accountId: account, kind: 'kyc' })).toMatchObject({ kind: 'done' })
  const wallets = await query<object>(
    'SELECT currency, trim_scale(available_balance)::text AS available FROM wallet.wallets WHERE account_id = $1 ORDER BY 1',
    account,
  )
  expect(wallets).toEqual([
    { currency: 'MUR', available: '1834.78' },
    { currency: 'USD', available: '60' },
  ])
  await again.engine.stop()
})

test('the trial balance can be asked for as it was at a time, near or long ago', async () => {
  const times = [1, 2, 3, 4, 5].map((hours) => NOON + hours * 3_600_000)
  const account = id(51)
  const { engine, run } = await open(3)
  await run(opening(account, id(52)))
  for (const [n, at] of times.entries()) {
    now = at
    for (const command of fund(account, id(60 + n), 'GBP', String(10 ** n))) await run(command)
  }
  await engine.stop()
  const told = async (at?: number): Promise<readonly unknown[]> => {
    const { assets, positions } = await readTrialBalance(admin, at === undefined ? at : toTimestamp(at))
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
  now = NOON
})

test('the rupee value of a leg stands with its money', async () => {
  const rows = await query<{ asset: string; mur_amount: string | null; fx_rate: string | null }>(
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

test('a timer waits for the settlement day, and the proceeds mature on it', async () => {
  const timers = await query<{ id: string; due_at: Date }>('SELECT id, due_at FROM wallet.timers WHERE partition = 0')
  expect(timers.map(({ id, due_at }) => [id, due_at.getTime()])).toEqual([
    [`maturity:${seller}:USD:2026-10-07`, startOfDay('2026-10-07')],
  ])
  now = startOfDay('2026-10-07')
  const { engine, run } = await open(0)
  const mature: WalletCommand = { type: 'MatureProceeds', accountId: seller, currency: 'USD', maturesOn: '2026-10-07' }
  // The timer may come first: whoever does, it happens once.
  await run(mature)
  await run(mature)
  expect(engine.peek(seller)!.wallets.get('USD')).toMatchObject({ available: units('36.193824'), unsettled: 0n })
  expect(await query('SELECT amount FROM wallet.maturities WHERE partition = 0 AND matured_at IS NULL')).toEqual([])
  const matured = await query(
    `SELECT 1 FROM wallet.event_log WHERE partition = 0 AND type = 'filao.wallet.ProceedsMatured.v1'`,
  )
  expect(matured).toHaveLength(1)
  await engine.stop()
})

test('the ledger is only ever added to', async () => {
  await expect(admin.query('UPDATE wallet.ledger_transactions SET debits = 0')).rejects.toThrow(/append only/)
  await expect(admin.query('DELETE FROM wallet.ledger_transactions')).rejects.toThrow(/append only/)
})

test('a client reads their own rows, whatever a query forgets to ask for, and no other table', async () => {
  await admin.query(
    `INSERT INTO wallet.ledger_entries (partition, position, line, kind, mode, asset, account_id, direction, amount,
        balance_after, cause, reference_id, occurred_at)
      SELECT partition, 1, row_number() OVER (ORDER BY id), 'client_cash', mode, 'USD', id, 'credit', 1, 1, 'test', id, now()
      FROM wallet.accounts`,
  )
  const client = new pg.Client({ connectionString: database.url, options: '-c role=wallet_reader' })
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
  const { rows } = await admin.query<{ table: string }>(
    `SELECT table_name AS table FROM information_schema.role_table_grants
      WHERE grantee = 'wallet_reader' AND table_schema = 'wallet' ORDER BY table_name`,
  )
  expect(rows.map(({ table }) => table)).toEqual(['conversions', 'holdings', 'ledger_entries', 'prices', 'wallets'])
})

test('the accounts used last stay in memory', async () => {
  const { engine, run } = await open(2, 1)
  await run(opening(buyer, id(41)))
  await run(opening(seller, id(42)))
  expect([engine.peek(buyer), engine.peek(seller)?.accountId]).toEqual([undefined, seller])
  await engine.stop()
})

test('the end of a freeze finds what waits in suspense, also after a restart, and takes it once', async () => {
  const [frozen, early, late] = [id(4), id(71), id(72)]
  const { engine, run } = await open(3, 0)
  const came = (creditId: Id, gross: string): WalletCommand => ({
    type: 'CreditDeposit',
    creditId,
    accountId: frozen,
    currency: 'USD',
    gross: units(gross),
    fee: 0n,
  })
  const lifted: WalletCommand = { type: 'LiftRestriction', accountId: frozen, kind: 'freeze' }
  await run(opening(frozen, id(44)))
  await run({ type: 'RestrictAccount', accountId: frozen, kind: 'freeze', scope: 'all' })
  await run(came(early, '100'))
  // Nothing was in memory but this one, which comes with the lifting in one batch or just before it.
  const [, answer] = await Promise.all([run(came(late, '20')), run(lifted)])
  expect(answer).toMatchObject({ kind: 'done' })
  expect(await query('SELECT id, status FROM wallet.credits WHERE partition = 3 ORDER BY id')).toEqual([
    { id: early, status: 'credited' },
    { id: late, status: 'credited' },
  ])
  expect(
    await query(`SELECT available_balance FROM wallet.wallets WHERE account_id = $1 AND currency = 'USD'`, frozen),
  ).toEqual([{ available_balance: '120.00000000' }])
  const released = `SELECT count(*)::int AS count FROM wallet.event_log WHERE partition = 3 AND type LIKE '%SuspenseReleased%'`
  await run(lifted)
  await run({ type: 'ReleaseSuspense', creditId: early, accountId: frozen, to: 'account' })
  expect(await query(released)).toEqual([{ count: 2 }])
  await engine.stop()
})

describe('the proof of the books', () => {
  const definition = {
    service: 'wallet',
    commands: walletCommands,
    events: walletEvents,
    rules: walletRules,
    outgoing: [complianceCommands, identityCommands, orderCommands],
  } as const

  async function prove(before = ''): Promise<StateProof> {
    await admin.query('BEGIN ISOLATION LEVEL REPEATABLE READ')
    try {
      if (before) await admin.query(before)
      return await proveState({ definition, store: new WalletStore(), db: admin, partition: 0 })
    } finally {
      await admin.query('ROLLBACK')
    }
  }

  test('the state rows are the fold of the log', async () => {
    const { position, tables, differences } = await prove()
    expect(position).toBeGreaterThan(0)
    expect(tables).toContain('wallets')
    expect(differences).toEqual([])
  })

  test.each([
    [
      'changed',
      `UPDATE "wallet".wallets SET available_balance = available_balance + 1, total_balance = total_balance + 1`,
      'is not what the log gives',
    ],
    ['deleted', `DELETE FROM "wallet".open_items`, 'is what the log gives, and is not there'],
  ])('a row that was %s by hand is found', async (_, sql, said) => {
    const { differences } = await prove(sql)
    expect(differences.join()).toContain(said)
  })

  const byHand = 'ALTER TABLE "wallet".event_log DISABLE TRIGGER USER;'
  test.each([
    ['changed', `UPDATE "wallet".event_log SET data = replace(data::text, '"', ' "')::json WHERE position = 2`, 2],
    ['relabelled', `UPDATE "wallet".event_log SET subject = gen_random_uuid() WHERE position = 2`, 2],
    ['removed', `DELETE FROM "wallet".event_log WHERE position = 2`, 3],
    ['sent elsewhere', `UPDATE "wallet".event_log SET commands = '[]' WHERE position = 2`, 2],
  ])('an event that was %s by hand is found', async (_, sql, position) => {
    await expect(prove(`${byHand} ${sql}`)).rejects.toThrow(`wallet/0 is broken at position ${position}`)
  })
})
