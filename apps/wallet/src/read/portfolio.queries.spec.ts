import type { Row } from '@filao/engine'
import { makeId } from '@filao/kernel'
import { parseUnits } from '@filao/money'
import type { WalletView } from '../http/wallet.schemas'
import { displayOf, readPositions, totalsOf } from './portfolio.queries'

const NOW = Date.parse('2026-11-09T06:00:00.000Z')
const owned = {
  accountId: makeId({ partition: 0, at: NOW, unique: 1n }),
  userId: makeId({ partition: 0, at: NOW, unique: 2n }),
}

const holding = (fields: Row): Row => ({
  account_id: owned.accountId,
  asset_id: 'asset',
  mode: 'live',
  quantity: '10',
  reserved_quantity: '0',
  average_purchase_price: '8',
  total_invested: '80',
  realized_pnl: '0',
  updated_at: new Date(NOW),
  symbol: 'AAPL',
  currency: 'USD',
  price: null,
  priced_at: null,
  feed_price: null,
  feed_as_of: null,
  feed_age_ms_max: null,
  ...fields,
})
const positionsOf = (...rows: readonly Row[]) =>
  readPositions({ query: () => Promise.resolve({ rows: [...rows] }) }, owned, NOW)
const book = { price: '10', priced_at: new Date(NOW - 3_600_000) }
const feed = { feed_price: '11', feed_as_of: new Date(NOW - 45_000), feed_age_ms_max: 45_000 }
const old = { ...feed, feed_as_of: new Date(NOW - 45_001) }

test.each([
  [
    'real money is worth the price of the own book, however old its last trade',
    'live',
    { ...book, ...old },
    '100',
    false,
  ],
  ['real money without a trade is worth the price outside', 'live', feed, '110', false],
  ['paper money is worth the price outside, where it trades', 'demo', { ...book, ...feed }, '110', false],
  ['paper money is worth the own book where nothing is heard from outside', 'demo', book, '100', false],
  ['a price from outside that is too old is shown and marked', 'demo', { ...book, ...old }, '110', true],
])('%s', async (_, mode, prices, value, stale) => {
  expect(await positionsOf(holding({ mode, ...prices }))).toMatchObject([{ state: 'valued', value, stale }])
})
test('one missing price spoils nothing else', async () => {
  const positions = await positionsOf(holding(book), holding({ symbol: null, currency: null }), holding({}))
  expect(positions.map(({ state, value }) => [state, value])).toEqual([
    ['valued', '100'],
    ['unavailable', null],
    ['unavailable', null],
  ])
  expect(totalsOf([], positions)).toEqual([
    { currency: 'USD', cash: '0', positions: '100', value: '100', unvalued: 1, stale: false },
  ])
})

const wallet = (currency: string, total: string): WalletView => ({
  ...{ accountId: owned.accountId, currency, available: total, reserved: '0', total, unsettled: '0' },
  ...{ withdrawable: total, version: 1, updatedAt: new Date(NOW).toISOString() },
})
const rates = {
  between: (base: string, quote: string) =>
    base === 'USD' && quote === 'MUR'
      ? { rate: parseUnits('46.1'), source: 'bank', quotedAt: NOW, stale: false }
      : undefined,
}
test('money of two currencies is added by a rate, which is told', async () => {
  const totals = totalsOf([wallet('MUR', '1000'), wallet('USD', '2.5')], await positionsOf(holding(book)))
  expect(totals.map(({ currency, value }) => [currency, value])).toEqual([
    ['MUR', '1000'],
    ['USD', '102.5'],
  ])
  expect(displayOf(totals, 'MUR', rates)).toEqual({
    currency: 'MUR',
    // 1000 + 102.5 × 46.1
    value: '5725.25',
    missing: [],
    rates: [{ base: 'USD', rate: '46.1', source: 'bank', quotedAt: new Date(NOW).toISOString(), stale: false }],
  })
})
test('without a rate there is no sum', () => {
  const totals = totalsOf([wallet('MUR', '1000'), wallet('EUR', '2.5')], [])
  expect(displayOf(totals, 'MUR', rates)).toMatchObject({ value: null, missing: ['EUR'], rates: [] })
})
