import { walletEvents, type WalletEvent } from '@filao/contracts'
import { writePieces, type ProjectedEvent } from '@filao/engine'
import { formatUnits, readUnits, ZERO } from '@filao/money'
import { fixtureMessages } from '@filao/testing'
import { entriesOf } from '@filao/wallet'
import { WalletPlatform } from '../testing/wallet-platform.store'
import { ledgerProjection } from './ledger.projection'

let platform: WalletPlatform
beforeAll(async () => {
  platform = await WalletPlatform.start()
})
afterAll(() => platform.stop())

const AT = Date.UTC(2026, 10, 9)
/** Every event that there is, again and again, so that each account has many lines. */
const facts = (from: number, rounds: number): ProjectedEvent<WalletEvent>[] =>
  Array.from({ length: rounds }, () => fixtureMessages(walletEvents))
    .flat()
    .map((event, index) => ({ source: 'wallet', partition: 2, position: from + index, at: AT, headers: {}, event }))

interface Line {
  readonly position: string
  readonly account: string
  readonly direction: string
  readonly amount: string
  readonly balance_after: string
}

test('each line has the balance after it, over runs and within them', async () => {
  const told = facts(1, 3)
  for (const run of [told.slice(0, 20), told.slice(20, 21), told.slice(21)])
    await writePieces(platform.pool, 2, ledgerProjection.pieces(run))
  const lines = await platform.query<Line>(
    `SELECT position, concat_ws(' ', kind, mode, asset, account_id) AS account, direction, amount, balance_after
      FROM wallet.ledger_entries WHERE partition = 2 ORDER BY position, line`,
  )
  expect(lines).toHaveLength(told.reduce((sum, { event }) => sum + entriesOf(event).length, 0))
  const balances = new Map<string, bigint>()
  for (const { account, direction, amount, balance_after: after } of lines) {
    const before = balances.get(account) ?? ZERO
    balances.set(account, direction === 'credit' ? before + readUnits(amount) : before - readUnits(amount))
    expect([account, readUnits(after)]).toEqual([account, balances.get(account)])
  }
  const kept = await platform.query<{ account: string; balance: string }>(
    `SELECT concat_ws(' ', kind, mode, asset, nullif(account_id, '00000000-0000-0000-0000-000000000000')) AS account, balance
      FROM wallet.ledger_balances WHERE partition = 2`,
  )
  expect(new Map(kept.map(({ account, balance }) => [account, formatUnits(readUnits(balance))]))).toEqual(
    new Map([...balances].map(([account, balance]) => [account, formatUnits(balance)])),
  )
})
