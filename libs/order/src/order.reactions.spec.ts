import { isRefusal } from '@filao/kernel'
import { UNITS_MAX } from '@filao/money'
import { orderRules } from './index'
import type { OrderEvent } from './order.events'
import { sell, buy, traded, withTerms, type Outcome } from './outcome.fixture'
import { ASSET, FEES, id, NOON, placing, Scenario, u, uuid } from './scenario.fixture'

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
  test('wallet is told of the quantity of an amended order, by which it judges positions', () => {
    const scenario = Scenario.open()
    scenario.place(buy(1, '100', '10'))
    const amend = (amendment: number, quantity: string) =>
      scenario.do({
        type: 'AmendOrder',
        orderId: id(1001),
        assetId: ASSET,
        accountId: id(2_000_001),
        amendmentId: uuid(amendment),
        quantity: u(quantity),
      }) as OrderEvent[]
    expect(amend(1, '8').flatMap(reactionsOf)).toContainEqual(
      expect.objectContaining({ command: expect.objectContaining({ type: 'ReduceReservation', quantity: u('8') }) }),
    )
    expect(amend(2, '20').flatMap(reactionsOf)).toMatchObject([
      { command: { type: 'IncreaseReservation', quantity: u('20'), value: u('1200') } },
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
  test('a price at which more stands than an amount can hold is quoted with the most that it can', () => {
    const scenario = withTerms({ tickSize: 1n })
    scenario.place(buy(1, '0.00000001', '900000000000'))
    scenario.place(buy(2, '0.00000001', '900000000000'))
    expect(scenario.tick(NOON + 1000)).toMatchObject([{ top: { bidSize: UNITS_MAX } }])
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
