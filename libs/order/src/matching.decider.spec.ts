import { orderRules } from './index'
import { refused, types, trades, closes, fillsOf, endsOf, sell, buy, withTerms } from './outcome.fixture'
import { ASSET, FEES, id, NOON, placing, Scenario, u } from './scenario.fixture'

const feeOf = (side: { commission: bigint; fees: bigint } | undefined): bigint | undefined =>
  side && side.commission + side.fees

describe('matching', () => {
  test('trades at the resting order’s price, best price first, then first come', () => {
    const scenario = Scenario.open()
    scenario.place(sell(1, '101', '5'))
    scenario.place(sell(2, '100', '5'))
    scenario.place(sell(3, '100', '5'))
    const events = scenario.place(buy(4, '102', '12'))
    expect(fillsOf(events)).toEqual(['5@100', '5@100', '2@101'])
    expect(trades(events).map(({ sell: { orderId } }) => orderId)).toEqual([id(1002), id(1003), id(1001)])
    expect(types(events)).toEqual([
      'OrderOpened',
      'TradeExecuted',
      'OrderClosed',
      'TradeExecuted',
      'OrderClosed',
      'TradeExecuted',
      'OrderClosed',
    ])
    expect(scenario.order(1)).toMatchObject({ status: 'partially_filled', remainingQuantity: u('3'), legs: 1 })
    expect(scenario.order(4)).toMatchObject({
      status: 'filled',
      averageExecutionPrice: 10016666667n,
      totalValue: u('1202'),
    })
  })
  test('what remains rests', () => {
    const scenario = Scenario.open()
    scenario.place(sell(1, '100', '5'))
    scenario.place(buy(2, '100', '8'))
    expect(fillsOf(scenario.place(sell(3, '99', '8')))).toEqual(['3@100'])
  })
  test('an ioc order never rests', () => {
    const scenario = Scenario.open()
    scenario.place(sell(1, '100', '5'))
    const events = scenario.place(buy(2, '100', '8', { timeInForce: 'ioc' }))
    expect(fillsOf(events)).toEqual(['5@100'])
    expect(closes(events)[1]).toMatchObject({
      status: 'cancelled',
      reason: 'ioc_remainder',
      filledQuantity: u('5'),
      legs: 1,
      drawn: u('500'),
    })
  })
  test('a fok order is filled whole or not at all', () => {
    const scenario = Scenario.open()
    scenario.place(sell(1, '100', '5'))
    scenario.place(sell(2, '101', '5'))
    const killed = scenario.place(buy(3, '100', '6', { timeInForce: 'fok' }))
    expect([fillsOf(killed), endsOf(killed)]).toEqual([[], ['cancelled fok_not_fillable']])
    expect(fillsOf(scenario.place(buy(4, '101', '6', { timeInForce: 'fok' })))).toEqual(['5@100', '1@101'])
  })
  test('a market order goes no further than its collar, and the rest is closed', () => {
    const scenario = Scenario.open()
    scenario.place(sell(1, '100', '5'))
    scenario.place(sell(2, '105', '5'))
    scenario.place(sell(3, '105.01', '5'))
    const events = scenario.place({ n: 4, orderType: 'market', timeInForce: 'day', quantity: '12' })
    expect(fillsOf(events)).toEqual(['5@100', '5@105'])
    expect(endsOf(events)).toContain('cancelled no_liquidity')
    expect(scenario.order(4)).toMatchObject({
      protectionPrice: u('105'),
      reservedAmount: u('1260'),
      drawnAmount: u('1050'),
    })
  })
  test('a protection price is rounded to the tick, towards the book', () => {
    const scenario = Scenario.open()
    scenario.place(sell(1, '33.33', '5'))
    scenario.place(buy(2, '33.31', '5'))
    const market = { orderType: 'market', timeInForce: 'ioc', quantity: '1' } as const
    scenario.do(placing({ n: 3, ...market }))
    scenario.do(placing({ n: 4, side: 'sell', ...market }))
    expect(scenario.order(3).protectionPrice).toBe(u('34.99'))
    expect(scenario.order(4).protectionPrice).toBe(u('31.65'))
  })
  test.each([
    ['cancel_newest', ['cancelled self_trade'], ['filled', 'cancelled', 'open'], ['1@100']],
    [
      'cancel_oldest',
      ['filled filled', 'cancelled self_trade', 'filled filled'],
      ['filled', 'filled', 'cancelled'],
      ['1@100', '1@101'],
    ],
    [
      'cancel_both',
      ['filled filled', 'cancelled self_trade', 'cancelled self_trade'],
      ['filled', 'cancelled', 'cancelled'],
      ['1@100'],
    ],
  ] as const)('%s: a user never trades with itself, whatever the account', (mode, ends, statuses, fills) => {
    const scenario = Scenario.open()
    scenario.place(sell(1, '100', '1'))
    scenario.place(sell(2, '100', '1', { account: 20, user: 9 }))
    scenario.place(sell(3, '101', '5'))
    const events = scenario.place(buy(4, '101', '2', { account: 21, user: 9, selfTradePrevention: mode }))
    expect(fillsOf(events)).toEqual(fills)
    expect(endsOf(events)).toEqual(mode === 'cancel_newest' ? ['filled filled', ...ends] : ends)
    expect([scenario.order(1).status, scenario.order(4).status, scenario.order(2).status]).toEqual(statuses)
  })
  test('an order whose time is over does not trade, even before it has been closed', () => {
    const scenario = Scenario.open()
    scenario.place(sell(1, '100', '5', { expiresAt: NOON + 1000 }))
    scenario.place(sell(2, '101', '5'))
    scenario.now = NOON + 1000
    const events = scenario.place(buy(3, '101', '5'))
    expect(fillsOf(events)).toEqual(['5@101'])
    expect(endsOf(events)[0]).toBe('expired expired')
  })
  test('an order whose time is over is no market: nothing is priced by it, and nothing would take it', () => {
    const scenario = Scenario.open()
    scenario.place(sell(1, '100', '5', { expiresAt: NOON + 1000 }))
    scenario.now = NOON + 1000
    const market = { orderType: 'market', timeInForce: 'ioc', quantity: '1' } as const
    expect(refused(scenario.place({ n: 2, ...market }))).toBe('no_liquidity')
    scenario.place(sell(3, '110', '5'))
    scenario.do(placing({ n: 4, ...market }))
    expect(scenario.order(4).protectionPrice).toBe(u('115.5'))
    const opened = scenario.place(buy(5, '100', '5', { postOnly: true }))
    expect(types(opened)).toEqual(['OrderOpened', 'OrderClosed'])
    expect(endsOf(opened)).toEqual(['expired expired'])
    expect(scenario.order(5).status).toBe('open')
  })
  test('a match of more than 500 orders goes on in the next command', () => {
    const scenario = Scenario.open({ checks: false })
    for (let n = 1; n <= 700; n += 1) scenario.place(sell(n, '100', '1'))
    scenario.do(placing(buy(1000, '100', '800')))
    const first = scenario.step({ type: 'ConfirmOrder', orderId: id(2000), assetId: ASSET })
    expect(trades(first)).toHaveLength(500)
    expect(orderRules.violation!(scenario.book)).toBeUndefined()
    expect(orderRules.continuation!(scenario.book)).toEqual({ type: 'ContinueBook', assetId: ASSET })
    expect(trades(scenario.step({ type: 'ContinueBook', assetId: ASSET }))).toHaveLength(200)
    expect(orderRules.continuation!(scenario.book)).toBeUndefined()
    expect(scenario.order(1000)).toMatchObject({ status: 'partially_filled', remainingQuantity: u('100') })
    expect(orderRules.violation!(scenario.book)).toBeUndefined()
  })
  test('a fok order of more than 500 fills is judged whole and filled whole, whatever the time is by then', () => {
    const scenario = Scenario.open({ checks: false })
    for (let n = 1; n <= 700; n += 1) scenario.place(sell(n, '100', '1', { expiresAt: NOON + 1000 }))
    scenario.do(placing(buy(1000, '100', '700', { timeInForce: 'fok' })))
    const first = scenario.step({ type: 'ConfirmOrder', orderId: id(2000), assetId: ASSET })
    expect(trades(first)).toHaveLength(500)
    scenario.now = NOON + 2000
    expect(trades(scenario.step({ type: 'ContinueBook', assetId: ASSET }))).toHaveLength(200)
    expect(scenario.order(1000).status).toBe('filled')
  })
  test.each([
    ['cancel_newest', ['cancelled fok_not_fillable'], []],
    ['cancel_both', ['cancelled fok_not_fillable'], []],
    ['cancel_oldest', ['cancelled self_trade', 'filled filled', 'filled filled'], ['5@100']],
  ] as const)('a fok order does not count what its own user offers: %s', (mode, ends, fills) => {
    const scenario = Scenario.open()
    scenario.place(sell(1, '100', '5', { account: 20, user: 9 }))
    scenario.place(sell(2, '100', '5'))
    const own = { account: 21, user: 9, timeInForce: 'fok', selfTradePrevention: mode } as const
    expect(endsOf(scenario.place(buy(3, '100', '10', { ...own, selfTradePrevention: 'cancel_oldest' })))).toEqual([
      'cancelled fok_not_fillable',
    ])
    const events = scenario.place(buy(4, '100', '5', own))
    expect([endsOf(events), fillsOf(events)]).toEqual([ends, fills])
  })
  test('a market order that meets only its own user’s orders trades nothing', () => {
    const scenario = Scenario.open()
    scenario.place(sell(1, '100', '5', { account: 20, user: 9 }))
    const own = { account: 21, user: 9, orderType: 'market', timeInForce: 'ioc', quantity: '5' } as const
    expect(endsOf(scenario.place({ n: 2, ...own }))).toEqual(['cancelled self_trade'])
    const oldest = scenario.place({ n: 3, ...own, selfTradePrevention: 'cancel_oldest' })
    expect(endsOf(oldest)).toEqual(['cancelled self_trade', 'cancelled no_liquidity'])
  })
  test('both sides of a trade say who, how much and what it draws', () => {
    const scenario = Scenario.open()
    scenario.place(sell(1, '100', '10', { fees: FEES }))
    const [trade] = trades(scenario.place(buy(2, '101', '4', { fees: FEES })))
    expect(trade).toMatchObject({ gross: u('400'), settlementDate: '2026-01-08' })
    expect(trade?.buy).toMatchObject({
      liquidity: 'taker',
      draw: u('408'),
      commission: u('2.4'),
      fees: u('1.6'),
      remaining: 0n,
    })
    expect(trade?.sell).toMatchObject({
      liquidity: 'maker',
      draw: u('4'),
      commission: u('2.4'),
      fees: u('1.6'),
      remaining: u('6'),
    })
    expect(trade?.contractNotes.buy).toMatch(/^20260105-1-\d+-B$/)
  })
  test('a sale is never charged more than it brings', () => {
    const scenario = withTerms({ lotSize: u('0.001'), minOrderQuantity: u('0.001') })
    scenario.place(sell(1, '0.01', '1', { fees: FEES }))
    const [trade] = trades(scenario.place(buy(2, '0.01', '1', { fees: FEES })))
    expect(feeOf(trade?.sell)).toBe(u('0.01'))
    expect(feeOf(trade?.buy)).toBe(u('0.5'))
  })
})
