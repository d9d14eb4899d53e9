import { orderRules } from './index'
import type { OrderEvent } from './order.events'
import { fillsOf, refused, types, trades, closes, endsOf, sell, buy, cancel, traded } from './outcome.fixture'
import { ASSET, HOUR_MS, id, NOON, placing, Scenario, SESSION, TERMS, u } from './scenario.fixture'

const listing = { type: 'SetInstrument', assetId: ASSET, symbol: 'AAPL', quoteCurrency: 'USD' } as const

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
  test('wallet’s refusal of an order that was never placed is a defect', () => {
    const reject = { type: 'RejectOrder', orderId: id(1009), assetId: ASSET, reason: 'insufficient_balance' } as const
    expect(() => Scenario.open().do(reject)).toThrow(/known order/)
  })
  test('a market that is suspended, or halted by its listing, rejects what wallet confirms', () => {
    for (const status of ['suspended', 'halted'] as const) {
      const scenario = Scenario.open()
      scenario.do(placing(buy(1, '100')))
      scenario.do({ ...listing, terms: { ...TERMS, status } })
      expect(endsOf(scenario.confirm(1))).toEqual(['rejected market_halted'])
    }
  })
  test('an order whose time is over before wallet answers expires', () => {
    const scenario = Scenario.open()
    scenario.do(placing(buy(1, '100', '10', { expiresAt: NOON + 1000 })))
    scenario.do(placing(buy(2, '100', '10', { expiresAt: NOON + 1000 })))
    scenario.now = NOON + 1000
    expect(endsOf(scenario.confirm(1))).toEqual(['expired expired'])
    expect(endsOf(scenario.tick(NOON + 1000))).toEqual(['expired expired'])
  })
  test('the time-out of an order that is open does nothing', () => {
    const scenario = Scenario.open()
    scenario.place(buy(1, '100'))
    scenario.now += 60_000
    expect(scenario.do({ type: 'TimeOutPending', orderId: id(1001), assetId: ASSET })).toEqual([])
    expect(scenario.do({ type: 'TimeOutPending', orderId: id(1009), assetId: ASSET })).toEqual([])
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
  test('what is rejected or expired stays so', () => {
    const scenario = Scenario.open()
    scenario.do(placing(buy(1, '100')))
    scenario.place(buy(2, '100', '10', { expiresAt: NOON + 30_000 }))
    expect(endsOf(scenario.tick(NOON + 30_000)).sort()).toEqual(['expired expired', 'rejected reservation_timeout'])
    for (const n of [1, 2]) {
      expect(refused(scenario.do(cancel(n)))).toBe('already_closed')
      expect(scenario.do({ type: 'ExpireOrder', orderId: id(1000 + n), assetId: ASSET })).toEqual([])
    }
    expect(scenario.do({ type: 'ExpireOrder', orderId: id(1009), assetId: ASSET })).toEqual([])
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
  test('by staff keeps their words with the fact', () => {
    const scenario = Scenario.open()
    scenario.place(buy(1, '90'))
    const note = 'the client asked by phone'
    expect(scenario.do({ ...cancel(1), reason: 'staff_request', note })).toMatchObject([
      { type: 'OrderClosed', status: 'cancelled', reason: 'staff_request', note },
    ])
  })
  test('of an account closes what it has in this book, whatever it is', () => {
    const scenario = traded('100')
    scenario.place(buy(1, '90', '1', { account: 5 }))
    scenario.place({ n: 2, account: 5, side: 'sell', orderType: 'stop_loss', stopPrice: '95' })
    scenario.do(placing(buy(3, '91', '1', { account: 5 })))
    scenario.place(buy(4, '90', '1', { account: 6 }))
    const command = {
      type: 'CancelAccountOrders',
      accountId: id(2_000_005),
      reason: 'under_review',
    } as const
    expect(endsOf(scenario.do(command))).toEqual(Array(3).fill('cancelled under_review'))
    expect(scenario.do(command)).toEqual([])
    expect(scenario.order(4).status).toBe('open')
  })
  test('of an account concerns the books that hold one of its orders, and no other', () => {
    const held = traded('100')
    held.place(buy(1, '90', '1', { account: 5 }))
    const books = new Map([
      [ASSET, held.book],
      [id(7), traded('100').book],
    ])
    const command = (n: number) =>
      ({ type: 'CancelAccountOrders', accountId: id(2_000_000 + n), reason: 'under_review' }) as const
    expect(orderRules.spread?.(command(5), books)).toEqual([ASSET])
    expect(orderRules.spread?.(command(6), books)).toEqual([])
    expect(orderRules.spread?.(cancel(1), books)).toBeUndefined()
  })
})

describe('market', () => {
  test('a market that is held trades when it is released, whatever an operator resumes meanwhile', () => {
    const scenario = Scenario.open()
    scenario.place(sell(1, '100'))
    const hold = { type: 'HoldMarket', assetId: ASSET, reason: 'held' } as const
    const release = { type: 'ReleaseMarket', assetId: ASSET } as const
    expect(types(scenario.do(hold))).toEqual(['MarketHeld'])
    expect(scenario.do(hold)).toEqual([])
    expect(types(scenario.do({ type: 'HaltMarket', assetId: ASSET, reason: 'news' }))).toEqual(['MarketHalted'])
    expect(types(scenario.do({ type: 'ResumeMarket', assetId: ASSET }))).toEqual(['MarketResumed'])
    expect(scenario.place(buy(2, '100'))).toMatchObject({ refused: 'instrument_halted', transient: true })
    expect(types(scenario.do(release))).toEqual(['MarketReleased'])
    expect(scenario.do(release)).toEqual([])
    expect(types(scenario.place(buy(2, '100')))).toContain('TradeExecuted')
  })
  test('a halt outlives a hold that is released', () => {
    const scenario = Scenario.open()
    scenario.do({ type: 'HaltMarket', assetId: ASSET, reason: 'news' })
    scenario.do({ type: 'HoldMarket', assetId: ASSET, reason: 'held' })
    scenario.do({ type: 'ReleaseMarket', assetId: ASSET })
    expect(scenario.place(buy(1, '100'))).toMatchObject({ refused: 'instrument_halted' })
  })
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
  test('a later close gives day orders until then', () => {
    const scenario = Scenario.open({ session: { ...SESSION, closesAt: NOON + 1000 } })
    scenario.place(buy(1, '100', '1', { timeInForce: 'day' }))
    scenario.do(SESSION)
    scenario.now = NOON + 1000
    expect(fillsOf(scenario.place(sell(2, '100', '1')))).toEqual(['1@100'])
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
  describe('of ticks and lots that are changed while orders live', () => {
    const terms = { ...TERMS, tickSize: u('1'), lotSize: u('0.00000001'), minOrderQuantity: u('0.00000001') }
    const larger = { ...terms, lotSize: u('1') }
    const finer = { ...larger, tickSize: u('0.00000001') }
    const set = (given: typeof terms) =>
      ({ type: 'SetInstrument', assetId: ASSET, symbol: 'AAPL', quoteCurrency: 'USD', terms: given }) as const

    test('an order of terms before the last keeps back those that it would not trade exactly on, until it ends', () => {
      const scenario = Scenario.open({ terms })
      scenario.place(buy(1, '1', '0.00000001'))
      scenario.do(set(larger))
      scenario.do(set(finer))
      scenario.tick(NOON)
      expect(scenario.book.terms).toEqual({ ...larger, awaited: { tickSize: finer.tickSize, lotSize: finer.lotSize } })
      scenario.do(cancel(1))
      scenario.tick(NOON)
      expect(scenario.book.terms).toEqual(finer)
    })
    test('a ladder that is gone from the new ones goes with the order that kept it', () => {
      const scenario = Scenario.open({ terms: { ...terms, tickLadder: [{ below: u('10'), tick: u('1') }] } })
      scenario.place(buy(1, '1', '0.00000001'))
      scenario.do(set(finer))
      scenario.do(cancel(1))
      scenario.tick(NOON)
      expect(scenario.book.terms).toEqual(finer)
    })
    test('an order that trades exactly on the new ones keeps nothing back', () => {
      const scenario = Scenario.open({ terms })
      scenario.place(buy(1, '1', '1'))
      scenario.do(set(finer))
      expect(scenario.book.terms).toEqual(finer)
    })
    test('a suspension does not wait for what is kept back', () => {
      const scenario = Scenario.open({ terms })
      scenario.place(buy(1, '1', '0.00000001'))
      expect(types(scenario.do(set({ ...finer, status: 'suspended' })))).toEqual(['InstrumentSet'])
      const { tickSize, lotSize } = terms
      const awaited = { tickSize: finer.tickSize, lotSize: finer.lotSize }
      expect(scenario.book.terms).toEqual({ ...finer, tickSize, lotSize, awaited, status: 'suspended' })
      expect(scenario.do(set({ ...finer, status: 'suspended' }))).toEqual([])
    })
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
  test('for another order than the one that traded it is a defect', () => {
    const scenario = traded('100')
    expect(() => scenario.do({ ...settled(scenario, 'buy'), orderId: id(1901) })).toThrow(/order that traded/)
  })
  test('of a trade that never was it is a defect', () => {
    const scenario = traded('100')
    expect(() => scenario.do({ ...settled(scenario, 'buy'), tradeId: id(5) })).toThrow(/known trade/)
  })
})
