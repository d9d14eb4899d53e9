import { orderRules } from './index'
import type { OrderEvent } from './order.events'
import { refused, types, trades, fillsOf, sell, buy, cancel, traded, withTerms } from './outcome.fixture'
import { ASSET, FEES, id, NOON, placing, Scenario, u, uuid } from './scenario.fixture'

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
  test('a buy of another quantity at the same cost frees nothing, and wallet hears of the quantity', () => {
    const scenario = Scenario.open()
    scenario.place(buy(1, '100', '10'))
    const [amended] = scenario.do(amend(1, { quantity: '20', limitPrice: '50' })) as OrderEvent[]
    expect(amended).toMatchObject({ type: 'OrderAmended', release: 0n, reservedAmount: u('1000') })
    expect(orderRules.reactions(amended!, { now: NOON, position: 9 })).toMatchObject([
      { command: { type: 'ReduceReservation', amount: 0n, quantity: u('20') } },
    ])
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
  test('wallet’s answer about an order that is unknown or was never open is a defect', () => {
    const scenario = Scenario.open()
    scenario.do(placing(buy(1, '100')))
    for (const n of [1, 9]) {
      expect(() => scenario.do(confirmAmend(n))).toThrow(/order that was open/)
      const reject = { ...confirmAmend(n), type: 'RejectAmend', reason: 'insufficient_balance' } as const
      expect(() => scenario.do(reject)).toThrow(/order that was open/)
    }
  })
  test('wallet’s answer about another amendment than the one in flight is a defect', () => {
    const scenario = Scenario.open()
    scenario.place(buy(1, '100'))
    scenario.do(amend(1, { quantity: '20' }))
    expect(() => scenario.do(confirmAmend(1, 8))).toThrow(/one amendment is in flight/)
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
  test('a trail that leads to a price that fits no column is refused', () => {
    const scenario = traded('100', withTerms({ lotSize: u('0.000001'), minOrderQuantity: u('0.000001') }))
    scenario.place({ n: 1, orderType: 'trailing_stop', trailAmount: '1', quantity: '0.000001' })
    expect(refused(scenario.do(amend(1, { trailAmount: '999999999999' })))).toBe('amount_out_of_range')
  })
  test('a stop that moves is priced anew', () => {
    const scenario = traded('100')
    scenario.place({ n: 1, orderType: 'stop_loss', stopPrice: '110' })
    expect(scenario.do(amend(1, { stopPrice: '105.001' }))).toMatchObject({
      refused: 'price_not_tick_multiple',
      detail: { stopPrice: '105.001' },
    })
    expect(scenario.order(1)).toMatchObject({ protectionPrice: u('115.5'), reservedAmount: u('1155') })
    expect(scenario.do(amend(1, { stopPrice: '105' }))).toMatchObject([
      { type: 'OrderAmended', protectionPrice: u('110.25'), release: u('52.5') },
    ])
    expect(scenario.do(amend(1, { stopPrice: '120' }, 8))).toMatchObject([{ type: 'AmendRequested' }])
  })
})
