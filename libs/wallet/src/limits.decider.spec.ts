import { parseUnits as units } from '@filao/money'
import type { WalletCommand } from './wallet.commands'
import {
  amendment,
  buy,
  command,
  funded,
  given,
  id,
  increase,
  kindOf,
  limits,
  NOW,
  open,
  order,
  recordedRefusal,
  rich,
  run,
  sell,
  share,
  stocked,
} from './wallet.fixture'

describe('limits', () => {
  test('a market maker has limits that are judged once it is a client’s account', () => {
    const small = limits({ maxOrderValue: units('58') })
    const maker = [open({ kind: 'market_maker' }), ...funded('USD', '100'), small]
    expect(given(...maker).when(buy())).toMatchObject([{ type: 'FundsReserved' }])
    const client = kindOf('client', 1)
    expect(given(...maker, client).when(buy())).toEqual(recordedRefusal('order_value_limit'))
    expect(given(open(), ...funded('USD', '100'), small, kindOf('market_maker', 1)).when(buy())).toMatchObject([
      { type: 'FundsReserved' },
    ])
  })
  test('paper money has no limits', () => {
    expect(run([open({ mode: 'demo' }), limits({ maxOrderValue: 1n })]).limits).toEqual({ version: 0 })
  })
  test('an older set of limits that comes late changes nothing', () => {
    expect(given(open(), limits({ version: 3 })).when(limits({ version: 2 }))).toEqual([])
  })
  test('an increase counts with the order that it belongs to', () => {
    expect(given(...rich, limits({ maxOrderValue: units('70') }), buy()).when(increase('12'))).toEqual(
      recordedRefusal('order_value_limit'),
    )
  })
  test('a position counts what an order grew to, also where it grew without money', () => {
    const small = limits({ maxPositionSize: units('20') })
    const grown = command('ReduceReservation', {
      reservationId: order,
      amendmentId: amendment,
      amount: 0n,
      quantity: units('9'),
    })
    const before = [...stocked, small, buy(), grown]
    expect(given(...stocked, small, buy()).when(grown)).toMatchObject([
      { type: 'ReservationReduced', amount: 0n, quantity: units('9'), postings: [] },
    ])
    expect(given(...before).when(grown)).toEqual([])
    const next = buy({ reservationId: id(50), amount: units('2'), quantity: units('2'), value: units('2') })
    expect(given(...before).when(next)).toEqual(recordedRefusal('position_limit'))
    expect(given(...before).when(increase('5', { quantity: units('11') }))).toMatchObject({
      refused: 'idempotency_mismatch',
    })
    expect(given(...before).when(increase('5', { amendmentId: id(51), quantity: units('11') }))).toEqual(
      recordedRefusal('position_limit'),
    )
    expect(given(...before).when(increase('5', { amendmentId: id(51), quantity: units('10') }))).toMatchObject([
      { type: 'ReservationIncreased', quantity: units('10') },
    ])
  })
  test('the volume of a day is counted in Mauritius and begins anew at its midnight', () => {
    const limited = [...rich, limits({ maxDailyTradeVolume: units('100') }), buy()]
    const next = buy({ reservationId: id(50), amount: units('1') })
    const midnight = Date.parse('2026-10-05T20:00:00.000Z')
    expect(given(...limited).when(next, midnight - 1)).toEqual(recordedRefusal('daily_volume_limit'))
    expect(given(...limited).when(next, midnight)).toMatchObject([{ type: 'FundsReserved' }])
  })
  test('a value in rupees is judged in dollars at the rate that came with it', () => {
    const rate = { rate: units('0.02'), source: 'seed', quotedAt: NOW, stale: false }
    const rupees = buy({ asset: 'MUR', currency: 'MUR', value: units('5000'), rate })
    expect(given(...rich, ...funded('MUR', '99')).when(rupees)).toMatchObject([{ usdValue: units('100') }])
    expect(given(...rich, ...funded('MUR', '99')).when(buy({ ...rupees, rate: { ...rate, stale: true } }))).toEqual(
      recordedRefusal('rate_stale'),
    )
  })
})

describe('limits of an instrument', () => {
  const ofShare = (own: object, all: object = {}) => limits({ ...all, assets: { [share]: own } })
  test.each<[string, WalletCommand[], WalletCommand, string | undefined]>([
    ['lower than the account’s', [ofShare({ maxOrderValue: units('58') })], buy(), 'order_value_limit'],
    ['lower, of a sell', [ofShare({ maxOrderValue: units('39') })], sell(), 'order_value_limit'],
    ['higher', [ofShare({ maxOrderValue: units('59') }, { maxOrderValue: units('1') })], buy(), undefined],
    ['of a position’s size', [ofShare({ maxPositionSize: units('15') })], buy(), 'position_limit'],
    ['of a position’s value', [ofShare({ maxPositionValue: units('157') })], buy(), 'position_limit'],
    [
      'beside the account’s',
      [ofShare({ maxOrderValue: units('60') }, { maxPositionSize: units('15') })],
      buy(),
      'position_limit',
    ],
    ['of another', [limits({ assets: { [id(77)]: { maxOrderValue: 1n } } })], buy(), undefined],
  ])('%s', (_, set, next, refused) => {
    const decided = given(...stocked, ...set).when(next)
    if (refused === undefined) expect(decided).toMatchObject([{ type: 'FundsReserved', limitsVersion: 1 }])
    else expect(decided).toEqual(recordedRefusal(refused))
  })
  test('bind an order that grows', () => {
    const set = ofShare({ maxOrderValue: units('65') })
    expect(given(...rich, set, buy()).when(increase('12'))).toEqual(recordedRefusal('order_value_limit'))
  })
})
