import { localDay, startOfDay } from '@filao/kernel'
import { parseUnits as units } from '@filao/money'
import { entriesOf, walletRules } from './index'
import type { WalletCommand } from './wallet.commands'
import type { WalletEvent } from './wallet.events'
import {
  account,
  buy,
  buyLeg,
  command,
  given,
  id,
  NOW,
  open,
  order,
  release,
  restrict,
  rich,
  run,
  sell,
  sellLeg,
  share,
  stocked,
  trade,
  wallet,
} from './wallet.fixture'

describe('settling', () => {
  test('a buy draws at its limit, pays at the price, and has the difference back at once', () => {
    const [event] = given(...rich, buy()).when(buyLeg()) as WalletEvent[]
    expect(
      entriesOf(event!).map(({ kind, asset, direction, amount }) => [
        kind,
        asset === share ? 'share' : asset,
        direction,
        amount,
      ]),
    ).toEqual([
      ['client_cash_reserved', 'USD', 'debit', units('40')],
      ['clearing', 'USD', 'credit', units('36')],
      ['fee_income', 'USD', 'credit', units('0.5')],
      ['levy_payable', 'USD', 'credit', units('0.25')],
      ['client_cash', 'USD', 'credit', units('3.25')],
      ['clearing', 'share', 'debit', units('4')],
      ['client_asset', 'share', 'credit', units('4')],
    ])
    expect(event).toMatchObject({
      wallet: { available: units('43.25'), reserved: units('20'), total: units('63.25'), version: 4 },
      holding: { quantity: units('4'), averagePrice: units('9'), invested: units('36') },
    })
    expect(walletRules.reactions(event!, { now: NOW, position: 1 })).toEqual([
      {
        to: 'order',
        partition: 1,
        command: { type: 'RecordLegSettled', orderId: order, assetId: share, tradeId: trade, side: 'buy' },
      },
    ])
  })
  test('bought at two prices it costs the average, fees excluded', () => {
    const { averagePrice, invested } = run([...stocked, buy(), buyLeg()]).holdings.get(share)!
    expect({ averagePrice, invested }).toEqual({ averagePrice: units('8.28571429'), invested: units('116') })
  })
  test('a sale realises the difference to the average and keeps the holding at zero', () => {
    const all = sell({ amount: units('10'), quantity: units('10') })
    const state = run([...stocked, all, sellLeg({ quantity: units('10'), draw: units('10'), gross: units('120') })])
    expect(state.holdings.get(share)).toMatchObject({
      quantity: 0n,
      reserved: 0n,
      averagePrice: units('8'),
      invested: 0n,
      realized: units('40'),
    })
    expect(wallet(state)).toMatchObject({ available: units('219.25'), unsettled: units('119.25') })
  })
  test('the first sale in a currency opens its wallet', () => {
    expect(wallet(run([...stocked, sell(), sellLeg({ currency: 'EUR' })]), 'EUR')).toMatchObject({
      available: units('47.25'),
      version: 1,
    })
  })
  test('a leg delivered twice settles once', () => {
    expect(given(...rich, buy(), buyLeg()).when(buyLeg())).toEqual([])
  })
  test('one trade may settle both its sides in one account', () => {
    const both = [...stocked, buy(), buyLeg(), sell({ reservationId: id(60) })]
    expect(given(...both).when(sellLeg({ reservationId: id(60) }))).toMatchObject([
      { type: 'LegSettled', side: 'sell' },
    ])
  })
  test('a restricted account still settles and releases', () => {
    const frozen = [...rich, buy(), restrict('freeze')]
    expect(given(...frozen).when(buyLeg())).toMatchObject([{ type: 'LegSettled' }])
    expect(given(...frozen).when(release(0, '0'))).toMatchObject([{ type: 'ReservationReleased' }])
  })
  test('the value in rupees is fixed with the rate that came with the leg', () => {
    const rate = { rate: units('46.255'), source: 'seed', quotedAt: NOW, stale: true }
    expect(given(...rich, buy()).when(buyLeg({ rate }))).toMatchObject([{ rate, murAmount: units('1665.18') }])
  })
  test('a paper leg meets demo issuance and leaves no open item and nothing unsettled', () => {
    const paper = buyLeg({ mode: 'demo', commission: 0n, fees: 0n })
    const [event] = given(open({ mode: 'demo' }), buy({ mode: 'demo' })).when(paper) as WalletEvent[]
    expect(entriesOf(event!).map(({ kind }) => kind)).toContain('demo_issuance')
    expect(entriesOf(event!).map(({ kind }) => kind)).not.toContain('clearing')
    expect(run([open({ mode: 'demo' }), buy({ mode: 'demo' }), paper]).openItems.size).toBe(0)
  })
  test.each<[string, WalletCommand[], WalletCommand]>([
    ['a leg draws on an active reservation', rich, buyLeg()],
    ['a leg draws on an active reservation', [...rich, buy(), release(0, '0')], buyLeg()],
    ['legs never exceed the reservation', [...rich, buy(), buyLeg()], buyLeg({ tradeId: id(61) })],
    ['a buy never pays more than it draws', [...rich, buy()], buyLeg({ fees: units('4') })],
    ['a leg is on the side of its order', [...stocked, sell()], buyLeg()],
  ])('%s: anything else is a defect', (sentence, before, next) => {
    expect(() => given(...before).when(next)).toThrow(sentence)
  })
  test('an open item is closed once', () => {
    const close = command('CloseOpenItem', { tradeId: trade, side: 'buy' })
    const state = run([...rich, buy(), buyLeg()])
    expect([...state.openItems.values()]).toMatchObject([{ money: units('36'), quantity: units('-4') }])
    expect(given(...rich, buy(), buyLeg()).when(close)).toMatchObject([{ type: 'OpenItemClosed' }])
    expect(given(...rich, buy(), buyLeg(), close).when(close)).toEqual([])
  })
})

describe('proceeds', () => {
  const sold = [...stocked, sell(), sellLeg()]
  const mature = command('MatureProceeds', { currency: 'USD', maturesOn: '2026-10-07' })
  test('a timer waits for the settlement day in Mauritius', () => {
    const [event] = given(...stocked, sell()).when(sellLeg()) as WalletEvent[]
    const dueAt = Date.parse('2026-10-06T20:00:00.000Z')
    expect(walletRules.timers?.(event!, { now: NOW, position: 1 })).toEqual([
      { set: `maturity:${account}:USD:2026-10-07`, dueAt, command: mature },
    ])
    expect([startOfDay('2026-10-07'), localDay(dueAt - 1), localDay(dueAt)]).toEqual([
      dueAt,
      '2026-10-06',
      '2026-10-07',
    ])
  })
  test('they mature on their day, once, and not before', () => {
    expect(given(...sold).when(mature, startOfDay('2026-10-07') - 1)).toEqual([])
    expect(given(...sold).when(mature, startOfDay('2026-10-07'))).toMatchObject([
      {
        type: 'ProceedsMatured',
        amount: units('47.25'),
        wallet: { available: units('147.25'), unsettled: 0n, version: 4 },
      },
    ])
    expect(given(...stocked).when(mature, startOfDay('2026-10-07'))).toEqual([])
  })
  test('a sale that settles on its own day is settled at once', () => {
    expect(wallet(run([...stocked, sell(), sellLeg({ settlementDate: '2026-10-05' })])).unsettled).toBe(0n)
  })
})
