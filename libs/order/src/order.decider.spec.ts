import { isRefusal } from '@filao/kernel'
import type { OrderClosed, OrderEvent, TradeExecuted } from './order.events'
import { orderRules } from './index'
import type { OrderRefusal } from './order.refusals'
import {
  ASSET,
  FEES,
  HOUR_MS,
  id,
  NOON,
  placing,
  Scenario,
  SESSION,
  TERMS,
  u,
  uuid,
  type Placing,
} from './scenario.fixture'

type Outcome = readonly OrderEvent[] | OrderRefusal

const refused = (outcome: Outcome): string =>
  isRefusal(outcome) ? outcome.refused : `not refused: ${types(outcome).join()}`
const types = (outcome: Outcome): string[] =>
  isRefusal(outcome) ? [`refused ${outcome.refused}`] : outcome.map(({ type }) => type)
const trades = (events: Outcome): TradeExecuted[] =>
  isRefusal(events) ? [] : events.filter((e) => e.type === 'TradeExecuted')
const closes = (events: Outcome): OrderClosed[] =>
  isRefusal(events) ? [] : events.filter((e) => e.type === 'OrderClosed')
const fillsOf = (events: Outcome): string[] =>
  trades(events).map(({ price, quantity }) => `${Number(quantity) / 1e8}@${Number(price) / 1e8}`)
const endsOf = (events: Outcome): string[] => closes(events).map(({ status, reason }) => `${status} ${reason}`)
const sell = (n: number, limitPrice: string, quantity = '10', more: Partial<Placing> = {}): Placing => ({
  n,
  side: 'sell',
  limitPrice,
  quantity,
  ...more,
})
const buy = (n: number, limitPrice: string, quantity = '10', more: Partial<Placing> = {}): Placing => ({
  n,
  side: 'buy',
  limitPrice,
  quantity,
  ...more,
})
const cancel = (n: number) =>
  ({ type: 'CancelOrder', orderId: id(1000 + n), assetId: ASSET, reason: 'client_request' }) as const
const withTerms = (terms: Partial<typeof TERMS>): Scenario => Scenario.open({ terms: { ...TERMS, ...terms } })
/** A book whose last trade was at this price. Orders 901 and 902 are gone. */
const traded = (price: string, scenario = Scenario.open()): Scenario => {
  scenario.place(sell(901, price, '1'))
  scenario.place(buy(902, price, '1'))
  return scenario
}

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
    ['instrument_not_tradable', { mode: 'demo' }],
  ])('%s: %j', (code, wrong) => {
    const scenario = withTerms({ priceBandPercent: u('20'), maxOrderQuantity: u('1000') })
    expect(refused(scenario.place({ ...buy(1, '100'), ...wrong }))).toBe(code)
  })
  test('an amount that fits no column is refused', () => {
    const outcome = Scenario.open().place(buy(1, '900000000', '900000000'))
    expect(refused(outcome)).toBe('amount_out_of_range')
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

describe('confirming', () => {
  test('the priority is the position at which the funds were confirmed, not that of placing', () => {
    const scenario = Scenario.open()
    scenario.do(placing(sell(1, '100')))
    scenario.do(placing(sell(2, '100')))
    scenario.confirm(2)
    scenario.confirm(1)
    expect(trades(scenario.place(buy(3, '100'))).map(({ sell: { orderId } }) => orderId)).toEqual([id(1002)])
  })
  test('it is done once, and late for a closed order it is ignored', () => {
    const scenario = Scenario.open()
    scenario.place(buy(1, '100'))
    expect(scenario.confirm(1)).toEqual([])
    scenario.do(cancel(1))
    expect(scenario.confirm(1)).toEqual([])
  })
  test('of an order that was never placed it is a defect', () => {
    expect(() => Scenario.open().confirm(9)).toThrow(/known order/)
  })
  test.each([
    [
      'halted',
      'rejected market_halted',
      (scenario: Scenario) => scenario.do({ type: 'HaltMarket', assetId: ASSET, reason: 'news' }),
    ],
    ['closed', 'rejected market_closed', (scenario: Scenario) => (scenario.now = SESSION.closesAt!)],
  ])('while the market is %s the order is rejected and its funds are released', (_, end, prepare) => {
    const scenario = Scenario.open()
    scenario.do(placing(buy(1, '100')))
    prepare(scenario)
    const events = scenario.confirm(1)
    expect(endsOf(events)).toEqual([end])
    expect(closes(events)[0]).toMatchObject({ releases: true, legs: 0, drawn: 0n })
  })
  test('a post-only order that would take is rejected', () => {
    const scenario = Scenario.open()
    scenario.place(sell(1, '100'))
    expect(endsOf(scenario.place(buy(2, '100', '10', { postOnly: true })))).toEqual(['rejected would_take'])
    expect(types(scenario.place(buy(3, '99.99', '10', { postOnly: true })))).toEqual(['OrderOpened'])
  })
  test('wallet’s refusal closes the order, and there is nothing to release', () => {
    const scenario = Scenario.open()
    scenario.do(placing(buy(1, '100')))
    const reject = { type: 'RejectOrder', orderId: id(1001), assetId: ASSET, reason: 'insufficient_balance' } as const
    const [closed] = scenario.do(reject) as OrderEvent[]
    expect(closed).toMatchObject({ status: 'rejected', reason: 'insufficient_balance', releases: false })
    expect(orderRules.reactions(closed!, { now: NOON, position: 1 })).toEqual([])
    expect(scenario.do(reject)).toEqual([])
    scenario.place(buy(2, '100'))
    expect(() => scenario.do({ ...reject, orderId: id(1002) })).toThrow(/has been reserved for/)
  })
  test('without wallet’s answer a pending order ends after 30 s', () => {
    const scenario = Scenario.open()
    scenario.do(placing(buy(1, '100')))
    expect(scenario.tick(NOON + 29_999)).toEqual([])
    expect(endsOf(scenario.tick(NOON + 30_000))).toEqual(['rejected reservation_timeout'])
    expect(scenario.do({ type: 'TimeOutPending', orderId: id(1001), assetId: ASSET })).toEqual([])
    expect(scenario.confirm(1)).toEqual([])
  })
})

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
    expect(trade?.sell.commission! + trade?.sell.fees!).toBe(u('0.01'))
    expect(trade?.buy.commission! + trade?.buy.fees!).toBe(u('0.5'))
  })
})

describe('cancelling', () => {
  test('closes a pending order at once and releases', () => {
    const scenario = Scenario.open()
    scenario.do(placing(buy(1, '100')))
    expect(scenario.do(cancel(1))).toMatchObject([
      { type: 'OrderClosed', status: 'cancelled', reason: 'client_request', releases: true },
    ])
  })
  test('is done once; what is filled stays filled; others’ orders do not exist', () => {
    const scenario = Scenario.open()
    scenario.place(sell(1, '100'))
    expect(refused(scenario.do({ ...cancel(1), accountId: id(5) }))).toBe('order_not_found')
    expect(refused(scenario.do(cancel(99)))).toBe('order_not_found')
    expect(types(scenario.do(cancel(1)))).toEqual(['OrderClosed'])
    expect(scenario.do(cancel(1))).toEqual([])
    scenario.place(sell(2, '100'))
    scenario.place(buy(3, '100'))
    expect(refused(scenario.do(cancel(2)))).toBe('already_closed')
  })
  test('works in a halt and after the close', () => {
    const scenario = Scenario.open()
    scenario.place(sell(1, '100'))
    scenario.place(sell(2, '100'))
    scenario.do({ type: 'HaltMarket', assetId: ASSET, reason: 'news' })
    expect(types(scenario.do(cancel(1)))).toEqual(['OrderClosed'])
    scenario.now = SESSION.closesAt!
    expect(types(scenario.do(cancel(2)))).toEqual(['OrderClosed'])
  })
  test('of an account closes what it has in this book, whatever it is', () => {
    const scenario = traded('100')
    scenario.place(buy(1, '90', '1', { account: 5 }))
    scenario.place({ n: 2, account: 5, side: 'sell', orderType: 'stop_loss', stopPrice: '95' })
    scenario.do(placing(buy(3, '91', '1', { account: 5 })))
    scenario.place(buy(4, '90', '1', { account: 6 }))
    const command = {
      type: 'CancelAccountOrders',
      assetId: ASSET,
      accountId: id(2_000_005),
      reason: 'under_review',
    } as const
    expect(endsOf(scenario.do(command))).toEqual(Array(3).fill('cancelled under_review'))
    expect(scenario.do(command)).toEqual([])
    expect(scenario.order(4).status).toBe('open')
  })
})

describe('amending', () => {
  const amend = (n: number, change: Record<string, string>, amendment = 7, account = n) =>
    ({
      type: 'AmendOrder',
      orderId: id(1000 + n),
      assetId: ASSET,
      accountId: id(2_000_000 + account),
      amendmentId: uuid(amendment),
      ...Object.fromEntries(Object.entries(change).map(([field, value]) => [field, u(value)])),
    }) as const
  const confirmAmend = (n: number, amendment = 7) =>
    ({ type: 'ConfirmAmend', orderId: id(1000 + n), assetId: ASSET, amendmentId: uuid(amendment) }) as const

  test('a smaller quantity keeps the place and frees the rest', () => {
    const scenario = Scenario.open()
    scenario.place(buy(1, '100', '10'))
    scenario.place(buy(2, '100', '10'))
    const [amended] = scenario.do(amend(1, { quantity: '4' })) as OrderEvent[]
    expect(amended).toMatchObject({ type: 'OrderAmended', release: u('600'), reservedAmount: u('400') })
    expect(amended).not.toHaveProperty('priority', expect.any(Number))
    expect(orderRules.reactions(amended!, { now: NOON, position: 9 })).toContainEqual(
      expect.objectContaining({
        to: 'wallet',
        command: expect.objectContaining({ type: 'ReduceReservation', amount: u('600') }),
      }),
    )
    expect(trades(scenario.place(sell(3, '100', '4'))).map((trade) => trade.buy.orderId)).toEqual([id(1001)])
  })
  test('a worse price loses the place, and frees what it does not need', () => {
    const scenario = Scenario.open()
    scenario.place(buy(1, '100', '10'))
    scenario.place(buy(2, '99', '10'))
    const [amended] = scenario.do(amend(1, { limitPrice: '99' })) as OrderEvent[]
    expect(amended).toMatchObject({ priority: scenario.log.length, release: u('10') })
    expect(trades(scenario.place(sell(3, '99', '10'))).map((trade) => trade.buy.orderId)).toEqual([id(1002)])
  })
  test('what costs more is reserved first, while the old terms live', () => {
    const scenario = Scenario.open()
    scenario.place(buy(1, '100', '10', { fees: FEES }))
    scenario.place(sell(2, '105', '10'))
    const requested = scenario.do(amend(1, { limitPrice: '105' })) as OrderEvent[]
    expect(requested).toMatchObject([
      { type: 'AmendRequested', increment: u('50.5'), value: u('50.5'), reservedAsset: 'USD' },
    ])
    expect(scenario.do(amend(1, { limitPrice: '105' }))).toEqual([])
    expect(refused(scenario.do(amend(1, { limitPrice: '106' }, 8)))).toBe('amend_in_flight')
    expect(fillsOf(scenario.place(sell(3, '100', '4')))).toEqual(['4@100'])
    const events = scenario.do(confirmAmend(1))
    expect(fillsOf(events)).toEqual(['6@105'])
    expect(scenario.order(1)).toMatchObject({ status: 'filled', reservedAmount: u('1060.5') })
    expect(scenario.do(confirmAmend(1))).toEqual([])
  })
  test('more to sell is reserved first', () => {
    const scenario = Scenario.open()
    scenario.place(sell(1, '100', '10'))
    expect(scenario.do(amend(1, { quantity: '15' }))).toMatchObject([
      { increment: u('5'), reservedAsset: ASSET, value: u('500') },
    ])
    expect(scenario.do(confirmAmend(1))).toMatchObject([{ type: 'OrderAmended', reservedAmount: u('15') }])
    expect(scenario.order(1)).toMatchObject({ quantity: u('15'), remainingQuantity: u('15') })
  })
  test('wallet’s refusal leaves the old terms', () => {
    const scenario = Scenario.open()
    scenario.place(buy(1, '100'))
    scenario.do(amend(1, { quantity: '20' }))
    const reject = { ...confirmAmend(1), type: 'RejectAmend', reason: 'insufficient_balance' } as const
    expect(scenario.do(reject)).toMatchObject([{ type: 'AmendRefused', reason: 'insufficient_balance' }])
    expect(scenario.do(reject)).toEqual([])
    expect(scenario.order(1)).toMatchObject({ quantity: u('10'), amendment: undefined })
    expect(types(scenario.do(amend(1, { quantity: '5' }, 8)))).toEqual(['OrderAmended'])
  })
  test('an increment that comes too late stays with the order until it closes', () => {
    const scenario = Scenario.open()
    scenario.place(buy(1, '100'))
    scenario.do(amend(1, { limitPrice: '110' }))
    scenario.do({ type: 'HaltMarket', assetId: ASSET, reason: 'news' })
    expect(scenario.do(confirmAmend(1))).toMatchObject([
      { type: 'AmendRefused', reason: 'instrument_halted', retained: u('100') },
    ])
    expect(scenario.order(1)).toMatchObject({ reservedAmount: u('1100'), limitPrice: u('100') })
    scenario.do(cancel(1))
    expect(scenario.do(confirmAmend(1))).toEqual([])
  })
  test('an increment counted on money that fills have used meanwhile does not apply', () => {
    const scenario = Scenario.open()
    scenario.place(buy(1, '100', '10'))
    scenario.do(amend(1, { limitPrice: '50', quantity: '30' }))
    scenario.place(sell(2, '100', '5'))
    expect(scenario.do(confirmAmend(1))).toMatchObject([
      { type: 'AmendRefused', reason: 'filled_meanwhile', retained: u('500') },
    ])
  })
  test.each<[string, number, Record<string, string>, number]>([
    ['order_not_found', 9, { quantity: '5' }, 9],
    ['order_not_found', 1, { quantity: '5' }, 2],
    ['not_open', 3, { quantity: '5' }, 3],
    ['already_closed', 4, { quantity: '5' }, 4],
    ['quantity_below_filled', 1, { quantity: '4' }, 1],
    ['quantity_not_lot_multiple', 1, { quantity: '5.5' }, 1],
    ['price_not_tick_multiple', 1, { limitPrice: '100.001' }, 1],
    ['price_not_allowed', 1, { stopPrice: '100' }, 1],
    ['price_not_allowed', 1, { trailAmount: '1' }, 1],
    ['would_take', 5, { limitPrice: '102' }, 5],
  ])('%s', (code, n, change, account) => {
    const scenario = Scenario.open()
    scenario.place(buy(1, '101', '10'))
    scenario.place(sell(2, '101', '4'))
    scenario.do(placing(buy(3, '100')))
    scenario.place(buy(4, '90'))
    scenario.do(cancel(4))
    scenario.place(buy(5, '90', '10', { postOnly: true }))
    scenario.place(sell(6, '102', '4'))
    expect(refused(scenario.do(amend(n, change, 7, account)))).toBe(code)
  })
  test('in a halt an order can only be made smaller', () => {
    const scenario = Scenario.open()
    scenario.place(buy(1, '100'))
    scenario.do({ type: 'HaltMarket', assetId: ASSET, reason: 'news' })
    expect(refused(scenario.do(amend(1, { limitPrice: '99' })))).toBe('instrument_halted')
    expect(types(scenario.do(amend(1, { quantity: '9' })))).toEqual(['OrderAmended'])
  })
  test('an amendment that changes nothing is no event', () => {
    const scenario = Scenario.open()
    scenario.place(buy(1, '100'))
    expect(scenario.do(amend(1, { quantity: '10', limitPrice: '100' }))).toEqual([])
  })
  test('a stop that moves is priced anew', () => {
    const scenario = traded('100')
    scenario.place({ n: 1, orderType: 'stop_loss', stopPrice: '110' })
    expect(scenario.order(1)).toMatchObject({ protectionPrice: u('115.5'), reservedAmount: u('1155') })
    expect(scenario.do(amend(1, { stopPrice: '105' }))).toMatchObject([
      { type: 'OrderAmended', protectionPrice: u('110.25'), release: u('52.5') },
    ])
    expect(scenario.do(amend(1, { stopPrice: '120' }, 8))).toMatchObject([{ type: 'AmendRequested' }])
  })
})

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
})

describe('market', () => {
  test('a halt stops placing, and a resumed market goes on', () => {
    const scenario = Scenario.open()
    const halt = { type: 'HaltMarket', assetId: ASSET, reason: 'news' } as const
    expect(types(scenario.do(halt))).toEqual(['MarketHalted'])
    expect(scenario.do(halt)).toEqual([])
    expect(scenario.place(buy(1, '100'))).toMatchObject({ refused: 'instrument_halted', transient: true })
    expect(types(scenario.do({ type: 'ResumeMarket', assetId: ASSET }))).toEqual(['MarketResumed'])
    expect(scenario.do({ type: 'ResumeMarket', assetId: ASSET })).toEqual([])
    expect(types(scenario.place(buy(1, '100')))).toEqual(['OrderOpened'])
  })
  test('day orders end with their session, others stay', () => {
    const scenario = Scenario.open()
    scenario.place(buy(1, '100', '1', { timeInForce: 'day' }))
    scenario.place(buy(2, '100', '1'))
    expect(closes(scenario.tick(SESSION.closesAt! - 1))).toEqual([])
    expect(endsOf(scenario.tick(SESSION.closesAt!))).toEqual(['expired market_closed'])
    expect(scenario.do({ type: 'ExpireOrder', orderId: id(1001), assetId: ASSET })).toEqual([])
    expect(scenario.do({ type: 'ExpireOrder', orderId: id(1002), assetId: ASSET })).toEqual([])
  })
  test('an early close brings the end of day orders forward', () => {
    const scenario = Scenario.open()
    scenario.place(buy(1, '100', '1', { timeInForce: 'day' }))
    scenario.do({ ...SESSION, closesAt: NOON + 1000 })
    expect(endsOf(scenario.tick(NOON + 1000))).toEqual(['expired market_closed'])
  })
  test('in a market that never closes a day order ends at midnight UTC, and gtc after 90 days', () => {
    const scenario = Scenario.open({
      session: { type: 'SetSession', assetId: ASSET, settlementDate: '2026-01-05' },
    })
    scenario.place(buy(1, '100', '1', { timeInForce: 'day' }))
    scenario.place(buy(2, '100', '1'))
    expect(scenario.order(1).expiresAt).toBe(Date.parse('2026-01-06T00:00:00.000Z'))
    expect(endsOf(scenario.tick(NOON + 90 * 24 * HOUR_MS))).toEqual(['expired market_closed', 'expired expired'])
  })
  test('delisting cancels all, 500 a command', () => {
    const scenario = Scenario.open({ checks: false })
    for (let n = 1; n <= 600; n += 1) scenario.place(buy(n, '90', '1'))
    const set = {
      type: 'SetInstrument',
      assetId: ASSET,
      symbol: 'AAPL',
      quoteCurrency: 'USD',
      terms: { ...TERMS, status: 'delisted' },
    } as const
    expect(types(scenario.step(set))).toEqual(['InstrumentSet'])
    expect(closes(scenario.step({ type: 'ContinueBook', assetId: ASSET }))).toHaveLength(500)
    expect(closes(scenario.step(orderRules.continuation!(scenario.book)!))).toHaveLength(100)
    expect(orderRules.continuation!(scenario.book)).toBeUndefined()
    expect(refused(scenario.place(buy(601, '90')))).toBe('instrument_not_tradable')
  })
  test('the same terms and the same session are set once', () => {
    const scenario = Scenario.open()
    expect(
      scenario.do({ type: 'SetInstrument', assetId: ASSET, symbol: 'AAPL', quoteCurrency: 'USD', terms: { ...TERMS } }),
    ).toEqual([])
    expect(scenario.do({ ...SESSION })).toEqual([])
  })
  test('terms under which a notional would not be exact are refused', () => {
    const set = {
      type: 'SetInstrument',
      assetId: ASSET,
      symbol: 'AAPL',
      quoteCurrency: 'USD',
      terms: { ...TERMS, lotSize: u('0.0000001') },
    } as const
    expect(refused(new Scenario().do(set))).toBe('listing_rule_broken')
  })
})

describe('settlement', () => {
  const settled = (scenario: Scenario, side: 'buy' | 'sell') => {
    const trade = scenario.log.map(({ event }) => event).find((event) => event.type === 'TradeExecuted')!
    return {
      type: 'RecordLegSettled',
      orderId: trade[side].orderId,
      assetId: ASSET,
      tradeId: trade.tradeId,
      side,
    } as const
  }
  test('a trade is settled when both of its legs are, each once', () => {
    const scenario = traded('100')
    expect(types(scenario.do(settled(scenario, 'sell')))).toEqual(['ExecutionSettled'])
    expect(scenario.do(settled(scenario, 'sell'))).toEqual([])
    expect(types(scenario.do(settled(scenario, 'buy')))).toEqual(['ExecutionSettled', 'TradeSettled'])
    expect(scenario.do(settled(scenario, 'buy'))).toEqual([])
  })
  test('of a trade that never was it is a defect', () => {
    const scenario = traded('100')
    expect(() => scenario.do({ ...settled(scenario, 'buy'), tradeId: id(5) })).toThrow(/known trade/)
  })
})

describe('reactions', () => {
  const reactionsOf = (event: OrderEvent) => orderRules.reactions(event, { now: NOON, position: 5 })
  const first = <T extends OrderEvent['type']>(scenario: Scenario, type: T) =>
    scenario.events.find((event) => event.type === type)!

  test('a placed order has its funds reserved where the account lives', () => {
    const scenario = Scenario.open()
    scenario.do(placing(buy(1, '100', '10', { fees: FEES })))
    expect(reactionsOf(first(scenario, 'OrderPlaced'))).toMatchObject([
      {
        to: 'wallet',
        partition: 1,
        command: {
          type: 'ReserveFunds',
          reservationId: id(1001),
          purpose: 'order_buy',
          asset: 'USD',
          amount: u('1010'),
          value: u('1000'),
          currency: 'USD',
        },
      },
    ])
  })
  test('a trade settles both legs, a settled one closes both open items, a closed order is released', () => {
    const scenario = traded('100')
    expect(reactionsOf(first(scenario, 'TradeExecuted'))).toMatchObject([
      {
        command: {
          type: 'SettleLeg',
          side: 'buy',
          reservationId: id(1902),
          gross: u('100'),
          draw: u('100'),
          executedAt: NOON,
        },
      },
      { command: { type: 'SettleLeg', side: 'sell', reservationId: id(1901), draw: u('1') } },
    ])
    expect(reactionsOf(first(scenario, 'OrderClosed'))[0]).toMatchObject({
      command: { type: 'ReleaseReservation', legs: 1, drawn: u('1') },
    })
    const tradeSettled = {
      type: 'TradeSettled',
      tradeId: id(4),
      assetId: ASSET,
      buyAccountId: id(5),
      sellAccountId: id(6),
    } as const
    expect(reactionsOf(tradeSettled)).toMatchObject([
      { command: { type: 'CloseOpenItem', accountId: id(5), side: 'buy' } },
      { command: { type: 'CloseOpenItem', accountId: id(6), side: 'sell' } },
    ])
  })
  test('market hears of a changed top at most four times a second, and of what was held back later', () => {
    const scenario = Scenario.open()
    const tops = (events: Outcome) =>
      isRefusal(events) ? [] : events.flatMap((event) => ('top' in event && event.top ? [event.top] : []))
    expect(tops(scenario.place(buy(1, '99', '3')))).toEqual([{ symbol: 'AAPL', bid: u('99'), bidSize: u('3') }])
    expect(tops(scenario.place(buy(2, '98', '3')))).toEqual([])
    expect(tops(scenario.place(sell(3, '99', '1')))).toEqual([])
    scenario.now += 249
    expect(tops(scenario.place(sell(4, '101', '1')))).toEqual([])
    const held = scenario.tick(NOON + 1000)
    expect(held).toMatchObject([
      {
        type: 'BookQuoted',
        top: { bid: u('99'), bidSize: u('2'), ask: u('101'), askSize: u('1'), lastPrice: u('99'), lastSize: u('1') },
      },
    ])
    expect(reactionsOf(held[0]!)).toMatchObject([
      {
        to: 'market',
        partition: 1,
        command: { type: 'IngestQuote', bid: u('99'), lastPrice: u('99'), source: 'book' },
      },
    ])
    expect(scenario.tick(NOON + 2000)).toEqual([])
    expect(tops(scenario.place(buy(5, '97', '1')))).toEqual([])
  })
  test('an empty book after a trade is told apart from the trade', () => {
    const event: OrderEvent = {
      type: 'BookQuoted',
      assetId: ASSET,
      top: { symbol: 'AAPL', lastPrice: u('100'), lastSize: u('1') },
    }
    expect(reactionsOf(event)).toMatchObject([
      { command: { type: 'IngestQuote', lastPrice: u('100') } },
      { command: { type: 'IngestQuote' } },
    ])
  })
})
