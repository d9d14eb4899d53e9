import { isRefusal, type Instant } from '@filao/kernel'
import * as fc from 'fast-check'
import { orderRules } from './index'
import type { ApplyQuote } from './order.commands'
import type { OrderEvent } from './order.events'
import { ASSET, FEES, HOUR_MS, id, NOON, placing, Scenario, snapshot, TERMS, u, type Placing } from './scenario.fixture'

const AGE_MS_MAX = 45_000
const quote = (lastPrice: string, asOf: Instant): ApplyQuote => ({
  type: 'ApplyQuote',
  assetId: ASSET,
  lastPrice: u(lastPrice),
  asOf,
  ageMsMax: AGE_MS_MAX,
})
const demo = (n: number, terms: Partial<Placing> = {}): Placing => ({ n, mode: 'demo', ...terms })
const market = { orderType: 'market', timeInForce: 'day' } as const

/** A book that has heard a price from outside. */
function quoted(lastPrice = '100'): Scenario {
  const scenario = Scenario.open()
  scenario.do(quote(lastPrice, scenario.now))
  return scenario
}
/** A price from outside, a second later. */
function moves(scenario: Scenario, lastPrice: string): readonly OrderEvent[] {
  scenario.now += 1000
  return scenario.do(quote(lastPrice, scenario.now)) as readonly OrderEvent[]
}
const names = (events: ReturnType<Scenario['do']>): readonly string[] =>
  isRefusal(events) ? [events.refused] : events.map(({ type }) => type)
const FILLED = ['QuoteFilled', 'OrderClosed']

describe('a demo order', () => {
  test.each([
    ['buy', '100.1', '1001'],
    ['sell', '99.9', '10'],
  ] as const)('at the market trades at once, a thousandth from the last price: %s', (side, price, draw) => {
    const events = quoted().place(demo(1, { ...market, side }))
    expect(names(events)).toEqual(['OrderOpened', ...FILLED])
    expect(isRefusal(events) ? undefined : events[1]).toMatchObject({
      price: u(price),
      quantity: u('10'),
      draw: u(draw),
      lastPrice: u('100'),
      quotedAt: NOON,
    })
  })
  test('is charged nothing, whatever a live one costs', () => {
    expect(quoted().do({ ...placing(demo(1, { limitPrice: '100' })), fees: FEES })).toMatchObject([
      { type: 'OrderPlaced', feeRate: 0n, feeMinimum: 0n, reservedAmount: u('1000') },
    ])
  })
  test('needs a price from outside that is fresh', () => {
    const scenario = Scenario.open()
    const limit = { limitPrice: '90' }
    expect(names(scenario.place(demo(1, limit)))).toEqual(['price_unavailable'])
    scenario.do(quote('100', scenario.now - AGE_MS_MAX - 1))
    expect(names(scenario.place(demo(1, limit)))).toEqual(['price_stale'])
    scenario.do(quote('100', scenario.now - AGE_MS_MAX))
    expect(names(scenario.place(demo(1, limit)))).toEqual(['OrderOpened'])
  })
  test('at the market ends when the price grows old while wallet answers', () => {
    const scenario = quoted()
    scenario.do(placing(demo(1, market)))
    scenario.now += AGE_MS_MAX + 1
    expect(scenario.confirm(1)).toMatchObject([{ type: 'OrderClosed', status: 'cancelled', reason: 'price_stale' }])
  })
  test('with a limit trades at its limit, when the price reaches it', () => {
    const scenario = quoted()
    expect(names(scenario.place(demo(1, { limitPrice: '99' })))).toEqual(['OrderOpened'])
    expect(names(moves(scenario, '99.01'))).toEqual([])
    expect(moves(scenario, '98')).toMatchObject([{ type: 'QuoteFilled', price: u('99') }, { status: 'filled' }])
    expect(names(scenario.place(demo(2, { side: 'sell', limitPrice: '97.5' })))).toEqual(['OrderOpened', ...FILLED])
  })
  test.each([
    ['ioc', 'ioc_remainder'],
    ['fok', 'fok_not_fillable'],
  ] as const)('that is %s does not wait', (timeInForce, reason) => {
    const scenario = quoted()
    expect(scenario.place(demo(1, { timeInForce, limitPrice: '99' }))).toMatchObject([
      { type: 'OrderOpened' },
      { type: 'OrderClosed', reason },
    ])
    expect(names(scenario.place(demo(2, { timeInForce, limitPrice: '101' })))).toEqual(['OrderOpened', ...FILLED])
  })
  test('that must not take is rejected where the price is there', () => {
    const scenario = quoted()
    expect(scenario.place(demo(1, { postOnly: true, limitPrice: '100' }))).toMatchObject([{ reason: 'would_take' }])
    expect(names(scenario.place(demo(2, { postOnly: true, limitPrice: '99' })))).toEqual(['OrderOpened'])
  })
  test('that stops a loss trades at the price that triggers it, unless that has run past its collar', () => {
    const stop = { orderType: 'stop_loss', timeInForce: 'gtc', side: 'sell', stopPrice: '95' } as const
    const scenario = quoted()
    scenario.place(demo(1, stop))
    scenario.place(demo(2, stop))
    expect(names(moves(scenario, '95.01'))).toEqual([])
    expect(moves(scenario, '95')).toMatchObject([
      { type: 'StopTriggered' },
      { type: 'QuoteFilled', price: u('94.9') },
      { status: 'filled' },
      { type: 'StopTriggered' },
      { type: 'QuoteFilled' },
      { status: 'filled' },
    ])
    scenario.place(demo(3, { ...stop, stopPrice: '90' }))
    expect(moves(scenario, '80')).toMatchObject([{ type: 'StopTriggered' }, { reason: 'no_liquidity' }])
  })
  test('that stops with a limit rests when the price has passed it', () => {
    const scenario = quoted()
    scenario.place(demo(1, { orderType: 'stop_limit', stopPrice: '105', limitPrice: '106' }))
    expect(names(moves(scenario, '107'))).toEqual(['StopTriggered'])
    expect(names(moves(scenario, '106'))).toEqual(FILLED)
  })
  test('that trails follows the price from outside', () => {
    const scenario = quoted()
    scenario.place(demo(1, { orderType: 'trailing_stop', side: 'sell', limitPrice: undefined, trailAmount: '5' }))
    expect(moves(scenario, '110')).toMatchObject([{ type: 'TrailMoved', stopPrice: u('105') }])
    expect(names(moves(scenario, '106'))).toEqual([])
    expect(names(moves(scenario, '104'))).toEqual(['StopTriggered', ...FILLED])
  })
  test('is not traded by an old price, nor outside a session, nor in a halt', () => {
    const scenario = quoted()
    scenario.place(demo(1, { limitPrice: '99' }))
    scenario.now += AGE_MS_MAX + 1000
    expect(names(scenario.do(quote('98', scenario.now - AGE_MS_MAX - 1)))).toEqual([])
    scenario.do({ type: 'HaltMarket', assetId: ASSET, reason: 'news' })
    expect(names(moves(scenario, '98'))).toEqual([])
    expect(names(scenario.do({ type: 'ResumeMarket', assetId: ASSET }))).toEqual(['MarketResumed', ...FILLED])
    scenario.place(demo(2, { limitPrice: '90' }))
    scenario.now = NOON + HOUR_MS
    expect(names(moves(scenario, '80'))).toEqual([])
  })
  test('is amended by its own list, and cancelled as any other', () => {
    const scenario = quoted()
    scenario.place(demo(1, { limitPrice: '90' }))
    const about = { orderId: id(1001), assetId: ASSET, accountId: id(2_000_001) }
    const amendmentId = id(77)
    expect(names(scenario.do({ type: 'AmendOrder', ...about, amendmentId, limitPrice: u('89') }))).toEqual([
      'OrderAmended',
    ])
    expect(names(scenario.do({ type: 'CancelOrder', ...about, reason: 'client_request' }))).toEqual(['OrderClosed'])
  })
  test('of which the instrument allows none is refused', () => {
    const scenario = Scenario.open({ terms: { ...TERMS, isDemoTradable: false } })
    scenario.do(quote('100', scenario.now))
    expect(names(scenario.place(demo(1, { limitPrice: '90' })))).toEqual(['instrument_not_tradable'])
  })
  test('an older price than the last changes nothing, and the same again neither', () => {
    const scenario = quoted()
    scenario.place(demo(1, { limitPrice: '99' }))
    expect(names(scenario.do(quote('98', scenario.now - 1)))).toEqual([])
    expect(names(moves(scenario, '98'))).toEqual(FILLED)
    expect(names(scenario.do(quote('98', scenario.now)))).toEqual([])
  })
  test('wallet settles one leg of it, and nothing is cleared', () => {
    const scenario = quoted()
    const events = scenario.place(demo(1, market))
    const fill = (isRefusal(events) ? [] : events).find(({ type }) => type === 'QuoteFilled')!
    const at = { now: scenario.now, position: 5 }
    expect(orderRules.reactions(fill, at)).toMatchObject([
      { to: 'wallet', command: { type: 'SettleLeg', mode: 'demo', side: 'buy', commission: 0n, fees: 0n } },
    ])
    const tradeId = (fill as { tradeId: string }).tradeId
    const settled = { type: 'RecordLegSettled', orderId: id(1001), assetId: ASSET, tradeId, side: 'buy' } as const
    expect(names(scenario.do(settled))).toEqual(['ExecutionSettled'])
    expect(names(scenario.do(settled))).toEqual([])
  })
  test('makes market tell of prices while any is live', () => {
    const scenario = quoted()
    scenario.place(demo(1, { limitPrice: '90' }))
    expect(scenario.tick(NOON + 1000)).toMatchObject([{ type: 'QuotesWanted', wanted: true }])
    expect(scenario.tick(NOON + 2000)).toEqual([])
    scenario.do({ type: 'CancelOrder', orderId: id(1001), assetId: ASSET, reason: 'client_request' })
    expect(scenario.tick(NOON + 3000)).toMatchObject([{ type: 'QuotesWanted', wanted: false }])
  })
})

describe('whatever demo orders do', () => {
  const price = fc.integer({ min: 90, max: 110 }).map(String)
  const step = fc.oneof(
    fc.record({ kind: fc.constant('quote' as const), price }),
    fc.record({
      kind: fc.constant('order' as const),
      mode: fc.constantFrom('live' as const, 'demo' as const),
      side: fc.constantFrom('buy' as const, 'sell' as const),
      orderType: fc.constantFrom('limit' as const, 'market' as const, 'stop_loss' as const),
      price,
    }),
    fc.record({ kind: fc.constant('cancel' as const), n: fc.nat(40) }),
  )
  type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

  /** Plays a script, with the demo orders or without them, and gives what it has come to. */
  function play(script: readonly Step[], withDemo: boolean): Scenario {
    const scenario = Scenario.open({ checks: false })
    for (const [index, one] of script.entries()) {
      scenario.now += 10
      if (one.kind === 'quote') scenario.do(quote(one.price, scenario.now))
      else if (one.kind === 'cancel') {
        if (scenario.order(one.n))
          scenario.do({ type: 'CancelOrder', orderId: id(1000 + one.n), assetId: ASSET, reason: 'client_request' })
      } else if (withDemo || one.mode === 'live') {
        const prices = {
          limit: { limitPrice: one.price },
          market: { timeInForce: 'day' },
          stop_loss: { stopPrice: one.price },
        } as const
        const { mode, side, orderType } = one
        scenario.place({ n: index, account: 1 + (index % 5), mode, side, orderType, ...prices[orderType] })
      }
      expect(orderRules.violation!(scenario.book)).toBeUndefined()
    }
    return scenario
  }
  const live = (events: readonly OrderEvent[]): unknown[] =>
    events.flatMap((event) => {
      if (event.type !== 'TradeExecuted') return []
      const { price: at, quantity, buy, sell } = event
      return [{ at, quantity, buy: buy.orderId, sell: sell.orderId }]
    })
  const sides = ({ book }: Scenario): unknown =>
    [book.bids, book.asks, book.buyStops, book.sellStops].map(({ levels }) =>
      levels.map(({ price: at, size, count }) => [at, size, count]),
    )

  test('no demo order ever touches a live book: with them and without them it trades and stands alike', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (script) => {
        // A cancel may name an order that one of the two plays does not have, which is what it is about.
        const both = play(script, true)
        const alone = play(script, false)
        expect(live(both.events)).toEqual(live(alone.events))
        expect(sides(both)).toEqual(sides(alone))
        expect(both.book.lastTradePrice).toEqual(alone.book.lastTradePrice)
      }),
      { numRuns: 150 },
    )
  })
  test('every fill settles one demo leg, and no live one', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (script) => {
        const { events, book } = play(script, true)
        for (const event of events) {
          const reactions = orderRules.reactions(event, { now: NOON, position: 1 })
          if (event.type === 'TradeExecuted') {
            expect(event.mode).toBe('live')
            for (const { command } of reactions) expect(command).toMatchObject({ type: 'SettleLeg', mode: 'live' })
          }
          if (event.type !== 'QuoteFilled') continue
          expect(reactions).toMatchObject([{ to: 'wallet', command: { type: 'SettleLeg', mode: 'demo' } }])
          expect(event.draw).toBeGreaterThanOrEqual(event.side === 'buy' ? event.gross : 0n)
        }
        expect(snapshot(book)).toContain('demo')
      }),
      { numRuns: 100 },
    )
  })
})
