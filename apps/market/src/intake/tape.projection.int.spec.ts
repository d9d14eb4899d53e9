import type { ProjectedEvent } from '@filao/engine'
import { fromTimestamp, makeId } from '@filao/kernel'
import { multiply, parseUnits } from '@filao/money'
import { drizzle } from 'drizzle-orm/node-postgres'
import { TapeQueries } from '../read/tape.queries'
import { type MarketPlatform, startMarket } from '../testing/market-platform.store'
import { tapeProjection, type TapeEvent } from './tape.projection'

const start = fromTimestamp('2026-11-09T06:00:00.000Z')
const id = (unique: bigint): string => makeId({ partition: 1, at: start, unique })
const assetId = id(1n)
const party = { orderId: id(2n), accountId: id(3n), userId: id(4n), draw: 0n, commission: 0n, fees: 0n, remaining: 0n }

function executed(
  position: number,
  price: string,
  quantity: string,
  mode: 'live' | 'demo' = 'live',
): ProjectedEvent<TapeEvent> {
  const [units, amount] = [parseUnits(price), parseUnits(quantity)]
  return {
    source: 'order',
    partition: 1,
    position,
    at: start + position * 20_000,
    headers: {},
    event: {
      type: 'TradeExecuted',
      tradeId: id(BigInt(100 + position)),
      assetId,
      symbol: 'AAPL',
      quoteCurrency: 'USD',
      mode,
      price: units,
      quantity: amount,
      gross: multiply(units, amount),
      buy: { ...party, liquidity: 'taker' },
      sell: { ...party, liquidity: 'maker' },
      settlementDate: '2026-11-10',
      contractNotes: { buy: 'b', sell: 's' },
    },
  }
}
const halt = (position: number, type: 'MarketHalted' | 'MarketResumed'): ProjectedEvent<TapeEvent> => ({
  ...executed(position, '1', '1'),
  event: { type, assetId, reason: 'news' },
})

const events = [
  executed(1, '10', '1'),
  executed(2, '12', '2'),
  executed(3, '9', '3'),
  halt(4, 'MarketHalted'),
  executed(5, '11', '1', 'demo'),
  halt(6, 'MarketResumed'),
  executed(7, '11', '4'),
]

let platform: MarketPlatform
let tape: TapeQueries
beforeAll(async () => {
  platform = await startMarket(start)
  tape = new TapeQueries(drizzle(platform.pool))
})
afterAll(() => platform.stop())
beforeEach(() => platform.pool.query('TRUNCATE market.trades, market.bars, market.halts'))

async function tables(): Promise<unknown> {
  const { rows: bars } = await platform.pool.query('SELECT * FROM market.bars ORDER BY timeframe, opened_at')
  const { rows: trades } = await platform.pool.query('SELECT * FROM market.trades ORDER BY position')
  const { rows: halts } = await platform.pool.query('SELECT * FROM market.halts')
  return { bars, trades, halts }
}

test('executions make the tape and the bars; demo trades are on neither', async () => {
  await tapeProjection.apply(platform.pool, events)
  const trades = await tape.trades({ partition: 1, id: assetId }, { limit: 10 })
  expect(trades.map(({ position, takerSide }) => [position, takerSide])).toEqual(
    [7, 3, 2, 1].map((position) => [position, 'buy']),
  )
  expect(await tape.trades({ partition: 1, id: assetId }, { before: 3, limit: 1 })).toMatchObject([{ position: 2 }])
  const minutes = await tape.bars({ partition: 1, id: assetId }, { timeframe: '1Min', limit: 10 })
  expect(minutes.map(({ volume, close }) => [volume, close])).toEqual([
    [parseUnits('3'), parseUnits('12')],
    [parseUnits('3'), parseUnits('9')],
    [parseUnits('4'), parseUnits('11')],
  ])
  const [day] = await tape.bars({ partition: 1, id: assetId }, { timeframe: '1Day', limit: 10 })
  expect(day).toMatchObject({
    open: parseUnits('10'),
    high: parseUnits('12'),
    low: parseUnits('9'),
    volume: parseUnits('10'),
    notional: parseUnits('105'),
    tradeCount: 4,
  })
})
test('the newest bars are given, oldest first', async () => {
  await tapeProjection.apply(platform.pool, events)
  const bars = await tape.bars({ partition: 1, id: assetId }, { timeframe: '1Min', limit: 2 })
  expect(bars.map(({ close }) => close)).toEqual([parseUnits('9'), parseUnits('11')])
})
test('one run of events and many make the same tables', async () => {
  await tapeProjection.apply(platform.pool, events)
  const once = await tables()
  await platform.pool.query('TRUNCATE market.trades, market.bars, market.halts')
  for (const event of events) await tapeProjection.apply(platform.pool, [event])
  expect(await tables()).toEqual(once)
})
test('a halt is shown until the market resumes', async () => {
  await tapeProjection.apply(platform.pool, events.slice(0, 4))
  expect(await tables()).toMatchObject({ halts: [{ halted: true, reason: 'news' }] })
  await tapeProjection.apply(platform.pool, events.slice(4))
  expect(await tables()).toMatchObject({ halts: [{ halted: false, reason: null }] })
})
test('a hold is shown beside a halt, and neither ends the other', async () => {
  const held = (position: number, type: 'MarketHeld' | 'MarketReleased'): ProjectedEvent<TapeEvent> => ({
    ...executed(position, '1', '1'),
    event: { type, assetId, reason: 'held' },
  })
  await tapeProjection.apply(platform.pool, [held(1, 'MarketHeld'), halt(2, 'MarketHalted'), halt(3, 'MarketResumed')])
  expect(await tables()).toMatchObject({ halts: [{ halted: false, hold_reason: 'held' }] })
  await tapeProjection.apply(platform.pool, [halt(4, 'MarketHalted'), held(5, 'MarketReleased')])
  expect(await tables()).toMatchObject({ halts: [{ halted: true, reason: 'news', hold_reason: null }] })
})
test('an event applied twice is refused by the tape', async () => {
  await tapeProjection.apply(platform.pool, [events[0]!])
  await expect(tapeProjection.apply(platform.pool as never, [events[0]!])).rejects.toThrow(/duplicate key/)
})
