import type { MarketEvent } from '@filao/contracts'
import { makeId, type Id } from '@filao/kernel'
import { parseUnits as u } from '@filao/money'
import { ALERT_REST_MS_MIN, ALERTS_MAX } from './alert.decider'
import { marketRules } from './index'
import { Life, start } from './life.fixture'
import { listing } from './listing.fixture'
import type { CommandNamed } from './market.commands'

const { assetId } = listing
const idOf = (n: number): Id => makeId({ partition: 3, at: start, unique: BigInt(1000 + n) })
const ada = idOf(900)

type Create = CommandNamed<'CreateAlert'>
const alert = (n: number, terms: Partial<Create> = {}): Create => ({
  type: 'CreateAlert',
  alertId: idOf(n),
  assetId,
  userId: ada,
  alertType: 'price_above',
  conditionValue: u('100'),
  repeatAlert: false,
  activeCount: 0,
  ...terms,
})
const cancel = (n: number, userId = ada): CommandNamed<'CancelAlert'> => ({
  type: 'CancelAlert',
  alertId: idOf(n),
  assetId,
  userId,
})

/** A trade at a price, a second later. */
function trade(life: Life, price: string, terms: Partial<CommandNamed<'IngestQuote'>> = {}): readonly string[] {
  const now = life.now + 1000
  const command: CommandNamed<'IngestQuote'> = {
    ...{ type: 'IngestQuote', assetId, symbol: 'AAPL', source: 'book', asOf: now },
    ...{ lastPrice: u(price), lastSize: u('1'), ...terms },
  }
  return names(life.send(command, now)).filter((name) => name !== 'QuoteUpdated')
}
const names = (events: readonly MarketEvent[] | string): readonly string[] =>
  typeof events === 'string' ? [events] : events.map(({ type }) => type)

function traded(price: string): Life {
  const life = Life.listed()
  trade(life, price)
  return life
}

describe('a price alert', () => {
  test('above fires once, when the last price crosses its value', () => {
    const life = traded('99')
    expect(names(life.send(alert(1)))).toEqual(['AlertCreated'])
    expect(trade(life, '99.99')).toEqual([])
    expect(trade(life, '100')).toEqual(['AlertTriggered'])
    expect(trade(life, '99')).toEqual([])
    expect(trade(life, '101')).toEqual([])
  })
  test('below fires once, when the last price falls to its value', () => {
    const life = traded('101')
    life.send(alert(1, { alertType: 'price_below' }))
    expect(trade(life, '100.01')).toEqual([])
    expect(trade(life, '98')).toEqual(['AlertTriggered'])
    expect(trade(life, '97')).toEqual([])
  })
  test('sees the extremes between two quotes', () => {
    const life = traded('99')
    life.send(alert(1))
    expect(trade(life, '98', { high: u('100.5'), low: u('98') })).toEqual(['AlertTriggered'])
  })
  test('whose condition holds already fires when it comes true anew', () => {
    const life = traded('150')
    expect(life.send(alert(1))).toMatchObject([{ type: 'AlertCreated', armed: false }])
    expect(trade(life, '151')).toEqual([])
    expect(trade(life, '90')).toEqual([])
    expect(names(life.tick(life.now + 1000))).toEqual(['AlertRearmed'])
    expect(trade(life, '100')).toEqual(['AlertTriggered'])
  })
  test('is not fired by what was traded before it was made', () => {
    const life = traded('99')
    trade(life, '99', { high: u('105'), low: u('99') })
    expect(names(life.send(alert(1, { conditionValue: u('103') })))).toEqual(['AlertCreated'])
    expect(trade(life, '102')).toEqual([])
  })
  test('is not fired by an outside price that is too old', () => {
    const life = Life.listed()
    const old = { source: 'rest', asOf: life.now - listing.quoteAgeMsMax } as const
    life.send(alert(1))
    expect(trade(life, '120', old)).toEqual([])
    expect(trade(life, '120', { source: 'stream' })).toEqual(['AlertTriggered'])
  })
  test('is judged by the own book alone once that has traded', () => {
    const life = traded('99')
    life.send(alert(1))
    expect(trade(life, '120', { source: 'stream' })).toEqual([])
  })
  test('that repeats rests a quarter of an hour, until its condition has ceased', () => {
    const life = traded('99')
    life.send(alert(1, { repeatAlert: true }))
    expect(trade(life, '100')).toEqual(['AlertTriggered'])
    const fired = life.now
    expect(trade(life, '99')).toEqual([])
    expect(life.tick(fired + ALERT_REST_MS_MIN - 1)).toEqual([])
    expect(names(life.tick(fired + ALERT_REST_MS_MIN))).toEqual(['AlertRearmed'])
    expect(trade(life, '101')).toEqual(['AlertTriggered'])
    expect(life.tick(life.now + 2 * ALERT_REST_MS_MIN)).toEqual([])
  })
  test('ends at its time', () => {
    const life = traded('99')
    life.send(alert(1, { expiresAt: life.now + 5000 }))
    expect(life.tick(life.now + 4999)).toEqual([])
    expect(life.tick(life.now + 1)).toMatchObject([{ type: 'AlertCancelled', reason: 'expired' }])
    expect(trade(life, '100')).toEqual([])
  })
  test('of which many are due at once fires in pieces', () => {
    const life = traded('99')
    for (let n = 0; n < 1200; n += 1) life.send(alert(n, { userId: idOf(5000 + n) }))
    expect(trade(life, '100')).toHaveLength(1200)
    expect(trade(life, '101')).toEqual([])
  })
})

describe('whoever made an alert', () => {
  test('is told of each firing by one command, and of nothing else', () => {
    const life = traded('99')
    const told = (events: readonly MarketEvent[] | string): unknown[] =>
      (events as readonly MarketEvent[])
        .flatMap((event) => marketRules.reactions(event, { now: life.now, position: 7 }))
        .filter(({ to }) => to === 'identity')
    expect(told(life.send(alert(1, { customMessage: 'Sell?' })))).toEqual([])
    const now = life.now + 1000
    const quote = { type: 'IngestQuote', assetId, symbol: 'AAPL', source: 'book', lastPrice: u('101') } as const
    expect(told(life.send({ ...quote, asOf: now }, now))).toEqual([
      {
        to: 'identity',
        partition: 3,
        command: {
          ...{ type: 'NotifyOfAlert', userId: ada, alertId: idOf(1), symbol: 'AAPL', alertType: 'price_above' },
          ...{ conditionValue: u('100'), price: u('101'), firedAt: now, customMessage: 'Sell?' },
        },
      },
    ])
    expect(told(life.send({ ...quote, asOf: now + 1000 }, now + 1000))).toEqual([])
    expect(told(life.send(cancel(1)))).toEqual([])
  })
})

describe('a change in percent', () => {
  test('is counted from the price when it was made, either way', () => {
    const life = traded('200')
    const change = { alertType: 'percent_change', conditionValue: u('5') } as const
    expect(life.send(alert(1, change))).toMatchObject([{ referencePrice: u('200') }])
    life.send(alert(2, change))
    expect(trade(life, '209.99')).toEqual([])
    expect(trade(life, '190')).toEqual(['AlertTriggered', 'AlertTriggered'])
  })
  test('needs a price that is fresh', () => {
    const change = { alertType: 'percent_change', conditionValue: u('5') } as const
    const life = Life.listed()
    expect(life.send(alert(1, change))).toBe('price_unavailable')
    trade(life, '200', { source: 'stream' })
    expect(life.send(alert(1, change), life.now + listing.quoteAgeMsMax + 1)).toBe('price_stale')
  })
})

describe('an alert that is judged by bars', () => {
  const bars = (
    closes: readonly number[],
    volumes?: { today: bigint; mean: bigint },
  ): CommandNamed<'EvaluateIndicators'> => ({
    type: 'EvaluateIndicators',
    assetId,
    timeframe: '1Day',
    closes: closes.map((close) => u(String(close))),
    ...(volumes && { volumes }),
  })
  const indicator = (technicalIndicator: NonNullable<Create['technicalIndicator']>): Partial<Create> => ({
    alertType: 'technical_indicator',
    conditionValue: u('1'),
    technicalIndicator,
    repeatAlert: true,
  })
  const flat = (length: number): number[] => Array.from({ length }, () => 100)

  test('fires on an RSI outside its levels, and again after it has ceased', () => {
    const life = Life.listed()
    life.send(alert(1, indicator('rsi')))
    const rising = Array.from({ length: 20 }, (_, index) => 100 + index)
    expect(names(life.send(bars(flat(20))))).toEqual([])
    expect(names(life.send(bars(rising)))).toEqual(['AlertTriggered'])
    expect(names(life.send(bars(rising)))).toEqual([])
    expect(names(life.send(bars(flat(20)), life.now + ALERT_REST_MS_MIN))).toEqual(['AlertRearmed'])
    expect(names(life.send(bars(rising)))).toEqual(['AlertTriggered'])
  })
  test.each(['sma', 'ema', 'macd'] as const)('fires on a %s that the last bar has crossed', (kind) => {
    const life = Life.listed()
    life.send(alert(1, indicator(kind)))
    const falling = Array.from({ length: 60 }, (_, index) => 200 - Math.round(index ** 2 / 40))
    expect(names(life.send(bars(falling.slice(0, 10))))).toEqual([])
    expect(names(life.send(bars(falling)))).toEqual([])
    expect(names(life.send(bars([...falling, 400])))).toEqual(['AlertTriggered'])
  })
  test('fires on a volume that is a multiple of its mean', () => {
    const life = Life.listed()
    life.send(alert(1, { alertType: 'volume_spike', conditionValue: u('3') }))
    expect(names(life.send(bars([100])))).toEqual([])
    expect(names(life.send(bars([100], { today: u('299'), mean: u('100') })))).toEqual([])
    expect(names(life.send(bars([100], { today: u('300'), mean: u('100') })))).toEqual(['AlertTriggered'])
  })
  test('is not judged by bars of another length', () => {
    const life = Life.listed()
    life.send(alert(1, { ...indicator('rsi'), indicatorParameters: { timeframe: '1Hour', period: 2 } }))
    expect(names(life.send(bars([1, 2, 3, 4])))).toEqual([])
    expect(names(life.send({ ...bars([1, 2, 3, 4]), timeframe: '1Hour' }))).toEqual(['AlertTriggered'])
  })
})

describe('every state and input', () => {
  const states: Record<string, () => Life> = {
    none: () => traded('99'),
    armed: () => after(alert(1)),
    disarmed: () => after(alert(1, { conditionValue: u('98') })),
    fired: () => {
      const life = after(alert(1))
      trade(life, '100')
      return life
    },
    removed: () => {
      const life = after(alert(1))
      life.send(cancel(1))
      return life
    },
    expired: () => {
      const life = after(alert(1, { expiresAt: start + 10_000 }))
      life.tick(start + 20_000)
      return life
    },
  }
  function after(command: Create): Life {
    const life = traded('99')
    life.send(command)
    return life
  }
  const inputs: Record<string, (life: Life) => readonly string[]> = {
    create: (life) => names(life.send(alert(1))),
    cancel: (life) => names(life.send(cancel(1))),
    'cancel by another': (life) => names(life.send(cancel(1, idOf(901)))),
    'price reached': (life) => trade(life, '100'),
    'price left': (life) => trade(life, '97'),
    'time passes': (life) => names(life.tick(life.now + 10)),
  }
  const rows: Record<string, readonly (readonly string[])[]> = {
    none: [['AlertCreated'], ['alert_unknown'], ['alert_unknown'], [], [], []],
    armed: [[], ['AlertCancelled'], ['alert_unknown'], ['AlertTriggered'], [], []],
    disarmed: [[], ['AlertCancelled'], ['alert_unknown'], [], [], []],
    fired: [[], ['AlertCancelled'], ['alert_unknown'], [], [], []],
    removed: [[], ['alert_unknown'], ['alert_unknown'], [], [], []],
    expired: [[], ['AlertCancelled'], ['alert_unknown'], [], [], []],
  }
  const pairs = Object.keys(states).flatMap((state) =>
    Object.keys(inputs).map((input, index) => [state, input, rows[state]![index]!] as const),
  )
  test.each(pairs)('%s: %s', (state, input, expected) => {
    expect(inputs[input]!(states[state]!())).toEqual(expected)
  })
  test('an instrument that is not listed has no alerts', () => {
    expect(new Life().send(alert(1))).toBe('asset_unknown')
  })
})

test('a user has at most a hundred active alerts', () => {
  const life = traded('99')
  for (let n = 0; n < ALERTS_MAX; n += 1) life.send(alert(n))
  expect(life.send(alert(100))).toBe('alert_limit')
  life.send(cancel(5))
  expect(names(life.send(alert(100)))).toEqual(['AlertCreated'])
  expect(life.send(alert(101, { userId: idOf(902), activeCount: ALERTS_MAX }))).toBe('alert_limit')
})
test.each([
  ['condition_invalid', { conditionValue: 0n }],
  ['indicator_invalid', { technicalIndicator: 'rsi' as const }],
  ['indicator_invalid', { alertType: 'technical_indicator' as const }],
  ['indicator_invalid', { indicatorParameters: { period: 5 } }],
  [
    'indicator_invalid',
    {
      alertType: 'technical_indicator' as const,
      technicalIndicator: 'macd' as const,
      indicatorParameters: { fastPeriod: 30 },
    },
  ],
  ['expires_at_not_allowed', { expiresAt: start }],
])('an alert is refused as %s', (refusal, terms) => {
  expect(traded('99').send(alert(1, terms))).toBe(refusal)
})
