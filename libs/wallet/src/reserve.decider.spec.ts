import { parseUnits as units } from '@filao/money'
import { walletRules } from './index'
import type { WalletCommand } from './wallet.commands'
import type { WalletEvent } from './wallet.events'
import {
  amendment,
  buy,
  buyLeg,
  command,
  funded,
  given,
  id,
  increase,
  lift,
  limits,
  NOW,
  open,
  order,
  recordedRefusal,
  reduce,
  refusal,
  release,
  restrict,
  rich,
  run,
  sell,
  share,
  stocked,
  wallet,
} from './wallet.fixture'

describe('reserving', () => {
  test('a buy holds back money and confirms its order', () => {
    const [event] = given(...rich).when(buy()) as WalletEvent[]
    expect(event).toMatchObject({
      type: 'FundsReserved',
      amount: units('60'),
      usdValue: units('59'),
      wallet: { available: units('40'), reserved: units('60'), version: 3 },
    })
    expect(walletRules.reactions(event!, { now: NOW, position: 1 })).toEqual([
      { to: 'order', partition: 1, command: { type: 'ConfirmOrder', orderId: order, assetId: share } },
    ])
  })
  test('a sell holds back the quantity', () => {
    const [event] = given(...stocked).when(sell()) as WalletEvent[]
    expect(event).toMatchObject({ type: 'FundsReserved', holding: { quantity: units('10'), reserved: units('4') } })
    expect(event).toMatchObject({ wallet: undefined })
  })
  test('the same reservation asked for twice is made once', () => {
    expect(given(...rich, buy()).when(buy())).toEqual([])
    expect(given(...rich, buy(), increase('5')).when(buy())).toEqual([])
  })
  test('a reservation that is over stays over: asked for again it is answered as before, other content is refused', () => {
    const over = [...rich, buy(), release(0, '0')]
    expect(given(...over).when(buy())).toEqual([])
    expect(given(...over).when(buy({ amount: 1n }))).toEqual(refusal('idempotency_mismatch'))
    const tombstone = [...rich, release(0, '0')]
    expect(given(...tombstone).when(buy({ amount: 1n }))).toEqual(recordedRefusal('reservation_released'))
    expect(() => given(...tombstone).when(buyLeg())).toThrow('a leg draws on an active reservation')
  })
  test('other content under a known id is refused, and nobody is told that the order failed', () => {
    expect(given(...rich, buy()).when(buy({ amount: 1n }))).toMatchObject({
      refused: 'idempotency_mismatch',
      recorded: [],
    })
  })
  test.each<[string, WalletCommand[], WalletCommand]>([
    ['account_unknown', [], buy()],
    ['account_unknown', rich, buy({ mode: 'demo' })],
    ['wallet_missing', rich, buy({ asset: 'EUR', currency: 'EUR' })],
    ['insufficient_balance', rich, buy({ amount: units('100.00000001') })],
    ['insufficient_quantity', stocked, sell({ amount: units('11') })],
    ['amount_out_of_range', rich, buy({ amount: 0n })],
    ['order_value_limit', [...rich, limits({ maxOrderValue: units('58') })], buy()],
    ['position_limit', [...stocked, limits({ maxPositionSize: units('15') })], buy()],
    ['position_limit', [...stocked, limits({ maxPositionValue: units('157') })], buy()],
    ['daily_volume_limit', [...rich, limits({ maxDailyTradeVolume: units('58.9') })], buy()],
    ['rate_stale', [...rich, ...funded('MUR', '99')], buy({ asset: 'MUR', currency: 'MUR' })],
    ['account_not_active', [...rich, restrict('suspension')], buy()],
    ['kyc_not_approved', [...rich, restrict('kyc')], buy()],
    ['under_review', [...rich, restrict('freeze')], buy()],
    ['reservation_released', [...rich, release(0, '0')], buy()],
    ['account_closed', [open(), command('CloseAccount', { reason: 'client_request' })], buy()],
  ])('%s is refused and recorded, so that the order is answered', (code, before, next) => {
    expect(given(...before).when(next)).toEqual(recordedRefusal(code))
  })
  test('a buy that a holding has no room for is refused while it still can be', () => {
    const much = { amount: units('5'), value: units('5'), quantity: units('600000000000') }
    const open_ = [...rich, limits({}), buy(much)]
    expect(given(...rich).when(buy(much))).toMatchObject([{ type: 'FundsReserved' }])
    expect(given(...open_).when(buy({ ...much, reservationId: id(50) }))).toEqual(
      recordedRefusal('amount_out_of_range'),
    )
    expect(given(...open_).when(increase('1', { quantity: units('999999999999.99999999') }))).toMatchObject([
      { type: 'ReservationIncreased' },
    ])
    const held = [...stocked, buy({ amount: units('5'), value: units('5') })]
    expect(given(...held).when(increase('1', { quantity: units('999999999991') }))).toEqual(
      recordedRefusal('amount_out_of_range'),
    )
  })
  test('a refusal rejects the order, with the reason', () => {
    const decision = given(...rich).when(buy({ amount: units('101') })) as {
      recorded: readonly WalletEvent[]
      detail: unknown
    }
    expect(decision.detail).toEqual({ required: '101', available: '100' })
    expect(walletRules.reactions(decision.recorded[0]!, { now: NOW, position: 1 })).toEqual([
      {
        to: 'order',
        partition: 1,
        command: { type: 'RejectOrder', orderId: order, assetId: share, reason: 'insufficient_balance' },
      },
    ])
  })
  test('a freeze or a missing identity check does not touch paper trading, a suspension does', () => {
    const demo = [open({ mode: 'demo' }), restrict('freeze')]
    expect(given(...demo).when(buy({ mode: 'demo' }))).toMatchObject([{ type: 'FundsReserved' }])
    expect(given(...demo, restrict('suspension')).when(buy({ mode: 'demo' }))).toEqual(refusal('account_not_active'))
  })
  test('a restriction of withdrawals does not stop trading, and a lifted one stops nothing', () => {
    const frozen = restrict('freeze')
    expect(given(...rich, restrict('freeze', 'withdrawals')).when(buy())).toMatchObject([{ type: 'FundsReserved' }])
    expect(given(...rich, frozen, lift('freeze')).when(buy())).toMatchObject([{ type: 'FundsReserved' }])
  })
})

describe('amending', () => {
  test('an increase holds back more and confirms the amendment', () => {
    const [event] = given(...rich, buy()).when(increase('30')) as WalletEvent[]
    expect(event).toMatchObject({
      type: 'ReservationIncreased',
      wallet: { available: units('10'), reserved: units('90') },
    })
    expect(walletRules.reactions(event!, { now: NOW, position: 1 })).toMatchObject([
      { command: { type: 'ConfirmAmend', amendmentId: amendment } },
    ])
  })
  test('an increase that cannot be paid leaves the old terms and rejects the amendment', () => {
    const decision = given(...rich, buy()).when(increase('41')) as { recorded: readonly WalletEvent[] }
    expect(decision).toEqual(recordedRefusal('insufficient_balance'))
    expect(walletRules.reactions(decision.recorded[0]!, { now: NOW, position: 1 })).toMatchObject([
      { command: { type: 'RejectAmend', reason: 'insufficient_balance' } },
    ])
  })
  test('an amendment delivered twice happens once', () => {
    expect(given(...rich, buy(), increase('5')).when(increase('5'))).toEqual([])
    expect(given(...rich, buy(), increase('5')).when(increase('6'))).toEqual(refusal('idempotency_mismatch'))
    expect(given(...rich, buy(), reduce('5')).when(reduce('5'))).toEqual([])
  })
  test('a reduction frees what the smaller order does not need', () => {
    expect(wallet(run([...rich, buy(), reduce('20')]))).toMatchObject({ available: units('60'), reserved: units('40') })
  })
  test('an increase of what is released or unknown is refused, a reduction of what is released ignored', () => {
    expect(given(...rich).when(increase('5'))).toEqual(refusal('reservation_unknown'))
    expect(given(...rich, buy(), release(0, '0')).when(increase('5'))).toEqual(recordedRefusal('reservation_released'))
    expect(given(...rich, release(0, '0')).when(increase('5'))).toEqual(refusal('reservation_released'))
    expect(given(...rich, buy(), release(0, '0')).when(reduce('5'))).toEqual([])
  })
  test('an unknown reservation is never reduced', () => {
    expect(() => given(...rich).when(reduce('5'))).toThrow('only what was reserved is reduced')
  })
})
