import { fromTimestamp, makeId } from '@filao/kernel'
import { multiply, parseUnits } from '@filao/money'
import { barsOf, type TapeTrade } from './bar.state'

const assetId = makeId({ partition: 0, at: 0, unique: 1n })
const trade = (time: string, price: string, quantity: string): TapeTrade => ({
  assetId,
  price: parseUnits(price),
  quantity: parseUnits(quantity),
  gross: multiply(parseUnits(price), parseUnits(quantity)),
  at: fromTimestamp(`2026-11-09T${time}Z`),
})

test('trades of one minute make one bar of each timeframe', () => {
  const bars = barsOf([trade('06:07:01', '10', '1'), trade('06:07:30', '12', '2'), trade('06:07:59.999', '9', '3')])
  expect(bars.map(({ timeframe, openedAt }) => [timeframe, new Date(openedAt).toISOString().slice(11, 16)])).toEqual([
    ['1Min', '06:07'],
    ['5Min', '06:05'],
    ['15Min', '06:00'],
    ['1Hour', '06:00'],
    ['1Day', '00:00'],
  ])
  for (const bar of bars) {
    expect(bar).toMatchObject({
      open: parseUnits('10'),
      high: parseUnits('12'),
      low: parseUnits('9'),
      close: parseUnits('9'),
      volume: parseUnits('6'),
      notional: parseUnits('61'),
      tradeCount: 3,
    })
  }
})
test('the next minute begins a bar of its own and goes on with the longer ones', () => {
  const bars = barsOf([trade('06:07:59.999', '10', '1'), trade('06:08:00', '11', '1')])
  expect(bars.filter(({ timeframe }) => timeframe === '1Min')).toHaveLength(2)
  expect(bars.filter(({ timeframe }) => timeframe === '5Min')).toMatchObject([{ tradeCount: 2 }])
})
test('no trades make no bars', () => {
  expect(barsOf([])).toEqual([])
})
