import { orderRules } from './index'
import { types, trades, endsOf, fillsOf, sell, buy, cancel, traded, type Outcome } from './outcome.fixture'
import { ASSET, HOUR_MS, id, NOON, placing, SESSION, TERMS, u } from './scenario.fixture'

describe('stops', () => {
  test('a stop-loss waits for the last price, then sells down to its collar', () => {
    const scenario = traded('100')
    scenario.place({ n: 1, side: 'sell', orderType: 'stop_loss', stopPrice: '98', quantity: '10' })
    scenario.place(buy(2, '98', '1'))
    scenario.place(buy(3, '97', '4'))
    scenario.place(buy(4, '93.09', '4'))
    const events = scenario.place(sell(5, '98', '1'))
    expect(types(events).slice(0, 5)).toEqual([
      'OrderOpened',
      'TradeExecuted',
      'OrderClosed',
      'OrderClosed',
      'StopTriggered',
    ])
    expect(fillsOf(events)).toEqual(['1@98', '4@97'])
    expect(scenario.order(1)).toMatchObject({
      status: 'cancelled',
      closeReason: 'no_liquidity',
      protectionPrice: u('93.1'),
    })
  })
  test('a stop-limit becomes a limit order behind those that stand there', () => {
    const scenario = traded('100')
    scenario.place({ n: 1, orderType: 'stop_limit', stopPrice: '102', limitPrice: '101' })
    scenario.place(buy(2, '101'))
    traded('102', scenario)
    scenario.place(sell(3, '102', '1'))
    scenario.place({ n: 4, side: 'buy', limitPrice: '102', quantity: '1' })
    expect(scenario.order(1).triggeredAt).toBe(NOON)
    expect(trades(scenario.place(sell(5, '101', '15'))).map((trade) => trade.buy.orderId)).toEqual([id(1002), id(1001)])
  })
  test('a stop that the last price has reached already triggers when it opens', () => {
    const scenario = traded('100')
    const events = scenario.place({ n: 1, orderType: 'stop_loss', stopPrice: '99' })
    expect(types(events)).toEqual(['OrderOpened', 'StopTriggered', 'OrderClosed'])
  })
  test('stops set off each other, one command each', () => {
    const scenario = traded('100')
    for (let n = 1; n <= 5; n += 1)
      scenario.place({ n, side: 'sell', orderType: 'stop_loss', stopPrice: String(100 - n), quantity: '1' })
    for (let n = 1; n <= 6; n += 1) scenario.place(buy(10 + n, String(100 - n), '1'))
    const events = scenario.place(sell(20, '99', '1'))
    expect(types(events).filter((type) => type === 'StopTriggered')).toHaveLength(5)
    expect(fillsOf(events)).toEqual(['1@99', '1@98', '1@97', '1@96', '1@95', '1@94'])
  })
  test('a rebuilt book goes on with its stops before anything else', () => {
    const scenario = traded('100')
    for (const n of [1, 2])
      scenario.place({ n, side: 'sell', orderType: 'stop_limit', stopPrice: '98', limitPrice: '97', quantity: '1' })
    scenario.place(buy(3, '98', '1'))
    scenario.do(placing(sell(4, '98', '1')))
    scenario.step({ type: 'ConfirmOrder', orderId: id(1004), assetId: ASSET })
    expect(orderRules.continuation!(scenario.book)).toEqual({ type: 'ContinueBook', assetId: ASSET })
    expect(orderRules.continuation!(scenario.rebuilt())).toEqual({ type: 'ContinueBook', assetId: ASSET })
  })
  test('a stop in a halted or closed market waits until it trades again', () => {
    const scenario = traded('100')
    scenario.place({ n: 1, side: 'sell', orderType: 'stop_loss', stopPrice: '99', expiresAt: NOON + 50 * HOUR_MS })
    scenario.book.lastTradePrice = u('98')
    scenario.now = SESSION.closesAt!
    // The last event was in the session, so that the rest is asked for once, and comes to an end.
    expect(types(scenario.do(cancel(77)))).toEqual(['refused order_not_found'])
    expect(types(scenario.do({ type: 'ContinueBook', assetId: ASSET }))).toEqual(['BookQuoted'])
    expect(orderRules.continuation!(scenario.book)).toBeUndefined()
    scenario.do({ ...SESSION, opensAt: NOON + 24 * HOUR_MS, closesAt: NOON + 26 * HOUR_MS })
    expect(types(scenario.tick(NOON + 24 * HOUR_MS))).toEqual(['StopTriggered', 'OrderClosed'])
  })
  test('a trailing sell follows the highest last price and never falls back', () => {
    const scenario = traded('100')
    scenario.place({ n: 1, side: 'sell', orderType: 'trailing_stop', trailAmount: '3' })
    expect(scenario.order(1)).toMatchObject({
      stopPrice: u('97'),
      trailReferencePrice: u('100'),
      reservedAmount: u('10'),
    })
    const move = (price: string, n: number): Outcome => {
      scenario.place(sell(n, price, '1'))
      return scenario.place(buy(n + 1, price, '1'))
    }
    expect(types(move('104', 10))).toContain('TrailMoved')
    expect(scenario.order(1)).toMatchObject({ stopPrice: u('101'), trailReferencePrice: u('104') })
    expect(types(move('102', 20))).not.toContain('TrailMoved')
    expect(types(move('101', 30))).toContain('StopTriggered')
  })
  test.each([
    ['sell', ['104', '102'], '101', '104'],
    ['buy', ['96', '98'], '99', '96'],
  ] as const)('a trailing %s follows the extreme of a match that ends nearer', (side, prices, stop, reference) => {
    const scenario = traded('100')
    scenario.place({ n: 1, side, orderType: 'trailing_stop', trailAmount: '3' })
    const other = side === 'sell' ? buy : sell
    prices.forEach((price, index) => scenario.place(other(2 + index, price, '1')))
    const events = scenario.place({ ...other(4, prices[1], '2'), side })
    expect(types(events)).toEqual([
      'OrderOpened',
      'TradeExecuted',
      'OrderClosed',
      'TrailMoved',
      'TradeExecuted',
      'OrderClosed',
      'OrderClosed',
    ])
    expect(fillsOf(events)).toEqual(prices.map((price) => `1@${price}`))
    expect(scenario.order(1)).toMatchObject({ stopPrice: u(stop), trailReferencePrice: u(reference) })
  })
  test('a fok order that stops move in the middle of is still filled whole, whatever the time is by then', () => {
    const scenario = traded('100')
    scenario.place({ n: 1, side: 'sell', orderType: 'trailing_stop', trailAmount: '3' })
    scenario.place(buy(2, '104', '1'))
    scenario.place(buy(3, '102', '1', { expiresAt: NOON + 1000 }))
    scenario.do(placing(sell(4, '102', '2', { timeInForce: 'fok' })))
    expect(fillsOf(scenario.step({ type: 'ConfirmOrder', orderId: id(1004), assetId: ASSET }))).toEqual(['1@104'])
    scenario.now = NOON + 2000
    const go = { type: 'ContinueBook', assetId: ASSET } as const
    expect(types(scenario.step(go))).toEqual(['TrailMoved'])
    expect(fillsOf(scenario.step(go))).toEqual(['1@102'])
    expect(scenario.order(4).status).toBe('filled')
  })
  test('a trailing buy follows the lowest last price by its percentage and never costs more than was reserved', () => {
    const scenario = traded('100')
    scenario.place({ n: 1, orderType: 'trailing_stop', trailPercent: '10' })
    expect(scenario.order(1)).toMatchObject({
      stopPrice: u('110'),
      protectionPrice: u('115.5'),
      reservedAmount: u('1155'),
    })
    traded('90', scenario)
    scenario.place(sell(10, '90', '1'))
    scenario.place(buy(11, '90', '1'))
    expect(scenario.order(1)).toMatchObject({ stopPrice: u('99'), protectionPrice: u('103.95') })
    scenario.place(sell(12, '99', '1'))
    scenario.place(sell(13, '99.5', '20'))
    expect(fillsOf(scenario.place(buy(14, '99', '1')))).toEqual(['1@99', '10@99.5'])
  })
  test('a trailing buy that moves under a wider collar costs no more than was reserved under the old one', () => {
    const scenario = traded('100')
    scenario.place({ n: 1, orderType: 'trailing_stop', trailAmount: '3' })
    expect(scenario.order(1)).toMatchObject({ protectionPrice: u('108.15'), reservedAmount: u('1081.5') })
    const terms = { ...TERMS, marketCollarPercent: u('50') }
    scenario.do({ type: 'SetInstrument', assetId: ASSET, symbol: 'AAPL', quoteCurrency: 'USD', terms })
    scenario.place(sell(2, '99', '1'))
    scenario.place(buy(3, '99', '1'))
    expect(scenario.order(1)).toMatchObject({ stopPrice: u('102'), protectionPrice: u('108.15') })
    scenario.place(sell(4, '102', '1'))
    scenario.place(sell(5, '120', '20'))
    expect(endsOf(scenario.place(buy(6, '102', '1')))).toContain('cancelled no_liquidity')
  })
})
