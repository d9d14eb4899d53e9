import { walletEvents, type WalletCommand } from '@filao/contracts'
import { startOfDay, type Id } from '@filao/kernel'
import { parseUnits as units } from '@filao/money'
import { walletRules, type Account } from '@filao/wallet'
import {
  buyer,
  buyOrder,
  id,
  lateOrder,
  leg,
  LIFE,
  opening,
  paper,
  reserve,
  seller,
  sellOrder,
  trade,
} from '../testing/wallet-life'
import { WalletPlatform } from '../testing/wallet-platform.store'

let platform: WalletPlatform
beforeAll(async () => {
  platform = await WalletPlatform.start()
})
afterAll(() => platform.stop())

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
    const { rows } = await platform.pool.query<{ row: Record<string, unknown> }>(
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

test('a life with a restart before every command leaves the same rows as one in memory', async () => {
  const resident = await platform.open(0)
  const forgetful = await platform.open(1, 0)
  for (const command of LIFE) {
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
  const restarted = await platform.open(1, 0)
  const [before] = await platform.query('SELECT position FROM wallet.log_head WHERE partition = 1')
  for (const command of LIFE) await restarted.run(command)
  expect(restarted.failures).toEqual([])
  expect(await platform.query('SELECT position FROM wallet.log_head WHERE partition = 1')).toEqual([before])
  await restarted.engine.stop()
})

test('accounts read from their rows equal the fold of the log', async () => {
  const { engine, run } = await platform.open(0)
  const folded = new Map<string, Account>()
  const log = await platform.query<{ position: string; type: string; data: string; key: string; time: Date }>(
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
  const { engine, run } = await platform.open(0, 0)
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

test('a timer waits for the settlement day, and the proceeds mature on it', async () => {
  const timers = await platform.query<{ id: string; due_at: Date }>(
    'SELECT id, due_at FROM wallet.timers WHERE partition = 0',
  )
  expect(timers.map(({ id, due_at }) => [id, due_at.getTime()])).toEqual([
    [`maturity:${seller}:USD:2026-10-07`, startOfDay('2026-10-07')],
  ])
  platform.now = startOfDay('2026-10-07')
  const { engine, run } = await platform.open(0)
  const mature: WalletCommand = { type: 'MatureProceeds', accountId: seller, currency: 'USD', maturesOn: '2026-10-07' }
  // The timer may come first: whoever does, it happens once.
  await run(mature)
  await run(mature)
  expect(engine.peek(seller)!.wallets.get('USD')).toMatchObject({ available: units('36.193824'), unsettled: 0n })
  expect(
    await platform.query('SELECT amount FROM wallet.maturities WHERE partition = 0 AND matured_at IS NULL'),
  ).toEqual([])
  const matured = await platform.query(
    `SELECT 1 FROM wallet.event_log WHERE partition = 0 AND type = 'filao.wallet.ProceedsMatured.v1'`,
  )
  expect(matured).toHaveLength(1)
  await engine.stop()
})

test('the accounts used last stay in memory', async () => {
  const { engine, run } = await platform.open(2, 1)
  await run(opening(buyer, id(41)))
  await run(opening(seller, id(42)))
  expect([engine.peek(buyer), engine.peek(seller)?.accountId]).toEqual([undefined, seller])
  await engine.stop()
})

test('the end of a freeze finds what waits in suspense, also after a restart, and takes it once', async () => {
  const [frozen, early, late] = [id(4), id(71), id(72)]
  const { engine, run } = await platform.open(3, 0)
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
  expect(await platform.query('SELECT id, status FROM wallet.credits WHERE partition = 3 ORDER BY id')).toEqual([
    { id: early, status: 'credited' },
    { id: late, status: 'credited' },
  ])
  expect(
    await platform.query(
      `SELECT available_balance FROM wallet.wallets WHERE account_id = $1 AND currency = 'USD'`,
      frozen,
    ),
  ).toEqual([{ available_balance: '120.00000000' }])
  const released = `SELECT count(*)::int AS count FROM wallet.event_log WHERE partition = 3 AND type LIKE '%SuspenseReleased%'`
  await run(lifted)
  await run({ type: 'ReleaseSuspense', creditId: early, accountId: frozen, to: 'account' })
  expect(await platform.query(released)).toEqual([{ count: 2 }])
  await engine.stop()
})
