import { orderRules } from './index'
import type { OrderEvent } from './order.events'
import type { OrderRefusal } from './order.refusals'
import { refused, traded, types, sell, buy, cancel, withTerms } from './outcome.fixture'
import { ASSET, FEES, HOUR_MS, NOON, placing, Scenario, SESSION, type TERMS, u, type Placing } from './scenario.fixture'

describe('placing', () => {
  test('a buy reserves its price times its quantity and the worst fee', () => {
    const [placed] = Scenario.open().do(placing(buy(1, '100', '10', { fees: FEES }))) as OrderEvent[]
    expect(placed).toMatchObject({
      type: 'OrderPlaced',
      reservedAsset: 'USD',
      reservedAmount: u('1010'),
      orderValue: u('1000'),
    })
    expect(placed).toMatchObject({
      feeRate: u('0.01'),
      commissionRate: u('0.006'),
      feeMinimum: u('0.5'),
      feeVersion: 3,
    })
  })
  test('a sell reserves its quantity', () => {
    const [placed] = Scenario.open().do(placing(sell(1, '100'))) as OrderEvent[]
    expect(placed).toMatchObject({ reservedAsset: ASSET, reservedAmount: u('10'), orderValue: u('1000') })
  })
  test.each<[string, Placing, string, string]>([
    ['a limit order at its limit', buy(1, '101'), '1010', '1020.1'],
    [
      'a market order at the best price and its collar',
      { n: 1, orderType: 'market', timeInForce: 'ioc' },
      '1060.5',
      '1071.11',
    ],
    ['a stop-loss at its stop and the collar', { n: 1, orderType: 'stop_loss', stopPrice: '102' }, '1071', '1081.71'],
    [
      'a stop-limit at its limit',
      { n: 1, orderType: 'stop_limit', stopPrice: '102', limitPrice: '99' },
      '990',
      '999.9',
    ],
    [
      'a trailing stop at the last price, its trail and the collar',
      { n: 1, orderType: 'trailing_stop', trailAmount: '2' },
      '1071',
      '1081.71',
    ],
    [
      'one that trails by a percentage alike',
      { n: 1, orderType: 'trailing_stop', trailPercent: '2' },
      '1071',
      '1081.71',
    ],
  ])('a buy reserves %s, with the worst fee', (_, terms, orderValue, reservedAmount) => {
    const scenario = traded('100')
    scenario.place(sell(2, '101'))
    const [placed] = scenario.do(placing({ ...terms, fees: FEES })) as OrderEvent[]
    expect(placed).toMatchObject({ orderValue: u(orderValue), reservedAmount: u(reservedAmount) })
  })
  test.each<[string, Partial<typeof TERMS>]>([
    ['instrument_not_tradable', { isTradable: false }],
    ['instrument_not_tradable', { status: 'suspended' }],
    ['instrument_not_tradable', { status: 'delisted' }],
    ['instrument_halted', { status: 'halted' }],
  ])('%s: %j', (code, terms) => {
    expect(refused(withTerms(terms).place(buy(1, '100')))).toBe(code)
  })
  test('the fee tier is that of the whole value', () => {
    const [placed] = Scenario.open().do(placing(buy(1, '100', '100', { fees: FEES }))) as OrderEvent[]
    expect(placed).toMatchObject({ feeRate: u('0.005'), reservedAmount: u('10050') })
  })
  test('the same order placed again is placed once', () => {
    const scenario = Scenario.open()
    scenario.do(placing(buy(1, '100')))
    expect(scenario.do(placing(buy(1, '100')))).toEqual([])
    scenario.do(cancel(1))
    expect(scenario.do(placing(buy(1, '100')))).toEqual([])
  })
  test('a refused order is a fact', () => {
    const outcome = Scenario.open().do(placing(buy(1, '100.001')))
    expect(outcome).toMatchObject({ refused: 'price_not_tick_multiple', transient: false })
    expect((outcome as OrderRefusal).recorded).toMatchObject([
      { type: 'OrderRefused', reason: 'price_not_tick_multiple' },
    ])
  })
  test.each<[string, Partial<Placing>]>([
    ['quantity_below_min', { quantity: '0' }],
    ['quantity_not_lot_multiple', { quantity: '1.5' }],
    ['quantity_above_max', { quantity: '1001' }],
    ['limit_price_required', { limitPrice: undefined }],
    ['limit_price_required', { limitPrice: '0' }],
    ['price_not_tick_multiple', { limitPrice: '99.999' }],
    ['price_outside_band', { limitPrice: '120.01' }],
    ['price_outside_band', { limitPrice: '79.99' }],
    ['price_not_allowed', { stopPrice: '100' }],
    ['price_not_allowed', { orderType: 'market', timeInForce: 'ioc' }],
    ['price_not_allowed', { trailAmount: '1' }],
    ['stop_price_required', { orderType: 'stop_limit' }],
    ['stop_price_required', { orderType: 'stop_loss', limitPrice: undefined }],
    ['price_not_allowed', { orderType: 'stop_loss', stopPrice: '100' }],
    ['trail_required', { orderType: 'trailing_stop', limitPrice: undefined }],
    ['trail_required', { orderType: 'trailing_stop', limitPrice: undefined, trailAmount: '1', trailPercent: '1' }],
    ['trail_required', { orderType: 'trailing_stop', limitPrice: undefined, trailPercent: '100' }],
    ['time_in_force_not_allowed', { orderType: 'market', limitPrice: undefined }],
    ['time_in_force_not_allowed', { orderType: 'stop_limit', stopPrice: '100', timeInForce: 'ioc' }],
    ['post_only_not_allowed', { postOnly: true, timeInForce: 'ioc' }],
    ['expires_at_not_allowed', { expiresAt: NOON }],
    ['expires_at_not_allowed', { expiresAt: NOON + 91 * 24 * HOUR_MS }],
    ['expires_at_not_allowed', { expiresAt: NOON + 1, timeInForce: 'day' }],
    ['no_liquidity', { orderType: 'market', limitPrice: undefined, timeInForce: 'ioc' }],
    ['no_liquidity', { orderType: 'trailing_stop', limitPrice: undefined, trailAmount: '1' }],
    ['price_unavailable', { mode: 'demo' }],
  ])('%s: %j', (code, wrong) => {
    const scenario = withTerms({ priceBandPercent: u('20'), maxOrderQuantity: u('1000') })
    expect(refused(scenario.place({ ...buy(1, '100'), ...wrong }))).toBe(code)
  })
  test.each<[string, Partial<Placing>, Record<string, string>]>([
    ['price_not_tick_multiple', { limitPrice: '99.999' }, { limitPrice: '99.999' }],
    ['price_outside_band', { limitPrice: '120.01' }, { limitPrice: '120.01' }],
    [
      'price_not_tick_multiple',
      { orderType: 'stop_loss', limitPrice: undefined, stopPrice: '99.999' },
      { stopPrice: '99.999' },
    ],
    ['price_outside_band', { orderType: 'stop_limit', stopPrice: '120.01' }, { stopPrice: '120.01' }],
  ])('%s tells which price it is about: %j', (code, wrong, detail) => {
    const scenario = withTerms({ priceBandPercent: u('20') })
    expect(scenario.place({ ...buy(1, '100'), ...wrong })).toMatchObject({ refused: code, detail })
  })
  test('an amount that fits no column is refused', () => {
    const outcome = Scenario.open().place(buy(1, '900000000', '900000000'))
    expect(refused(outcome)).toBe('amount_out_of_range')
  })
  test.each<[string, Partial<Placing>]>([
    ['a stop', { orderType: 'stop_loss', stopPrice: '999999999999' }],
    ['a trail', { orderType: 'trailing_stop', trailAmount: '999999999999' }],
  ])('%s that leads to a price that fits no column is refused, however little is bought', (_, terms) => {
    const scenario = traded('100', withTerms({ lotSize: u('0.000001'), minOrderQuantity: u('0.000001') }))
    expect(refused(scenario.place({ n: 1, quantity: '0.000001', ...terms }))).toBe('amount_out_of_range')
  })
  test('the tick depends on the price where there is a ladder', () => {
    const scenario = withTerms({
      tickSize: u('5'),
      tickLadder: [
        { below: u('50'), tick: u('0.05') },
        { below: u('500'), tick: u('0.25') },
      ],
    })
    expect(refused(scenario.place(buy(1, '50.05')))).toBe('price_not_tick_multiple')
    expect(types(scenario.place(buy(2, '49.95')))).toEqual(['OrderOpened'])
  })
  test('an unknown instrument takes no orders', () => {
    expect(refused(new Scenario().place(buy(1, '100')))).toBe('instrument_unknown')
  })
  test('a closed market says when it opens', () => {
    const scenario = Scenario.open()
    scenario.now = SESSION.closesAt!
    expect(scenario.place(buy(1, '100'))).toMatchObject({
      refused: 'market_closed',
      transient: true,
      detail: { nextOpen: '2026-01-06T12:00:00.000Z' },
    })
  })
  test('an account has at most 50 live orders in a book', () => {
    const scenario = Scenario.open({ checks: false })
    for (let n = 1; n <= 50; n += 1)
      expect(types(scenario.place(buy(n, '90', '1', { account: 7 })))).toEqual(['OrderOpened'])
    expect(scenario.place(buy(51, '90', '1', { account: 7 }))).toMatchObject({
      refused: 'open_order_limit',
      transient: true,
    })
    expect(types(scenario.place(buy(52, '90', '1', { account: 8 })))).toEqual(['OrderOpened'])
    scenario.do(cancel(1))
    expect(types(scenario.place(buy(53, '90', '1', { account: 7 })))).toEqual(['OrderOpened'])
  })
  test('a client order id is claimed for its account', () => {
    const command = placing(buy(1, '100', '10', { clientOrderId: 'mine' }))
    const [claim] = orderRules.claims!(command)
    expect(claim).toMatchObject({
      scope: 'client_order_id',
      value: `${command.accountId}/mine`,
      ownerId: command.orderId,
    })
    expect(claim?.taken).toMatchObject({ refused: 'client_order_id_in_use', recorded: [{ type: 'OrderRefused' }] })
    expect(orderRules.claims!(placing(buy(1, '100')))).toEqual([])
  })
})
