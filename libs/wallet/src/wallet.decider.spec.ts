import { isRefusal, makeId, type Id } from '@filao/kernel'
import { parseUnits } from '@filao/money'
import {
  businessDay,
  entriesOf,
  startOfDay,
  unknownAccount,
  walletRules,
  type Account,
  type WalletCommand,
} from './index'
import { approvedAtOnce } from './approval.fixture'
import type { IncreaseReservation, ReserveFunds, SettleLeg } from './wallet.commands'
import type { WalletEvent } from './wallet.events'

const units = parseUnits
const id = (unique: number, partition = 1): Id => makeId({ partition, at: 1_790_000_000_000, unique: BigInt(unique) })
const [account, user, share, order, trade, amendment, adjustment] = [1, 2, 3, 4, 5, 6, 7].map((n) => id(n)) as [
  Id,
  Id,
  Id,
  Id,
  Id,
  Id,
  Id,
]
const [anna, ben] = [id(20), id(21)]
const NOW = Date.parse('2026-10-05T10:00:00.000Z')

type Type = WalletCommand['type']
const command = <T extends Type>(type: T, fields: object): Extract<WalletCommand, { type: T }> =>
  ({ type, accountId: account, ...fields }) as unknown as Extract<WalletCommand, { type: T }>

const open = (fields: object = {}) => command('OpenWallets', { userId: user, mode: 'live', kind: 'client', ...fields })
const propose = (asset: string, amount: string, fields: object = {}) =>
  command('ProposeAdjustment', {
    adjustmentId: adjustment,
    asset,
    amount: units(amount),
    reason: 'r',
    evidence: 'e',
    proposedBy: anna,
    ...fields,
  })
const approve = (fields: object = {}) =>
  command('DecideAdjustment', { adjustmentId: adjustment, approve: true, decidedBy: ben, ...fields })
const funded = (asset: string, amount: string, fields: object = {}): WalletCommand[] => {
  const adjustmentId = id(1000 + Number(amount))
  return [propose(asset, amount, { adjustmentId, ...fields }), approve({ adjustmentId })]
}
const buy = (fields: Partial<ReserveFunds> = {}) =>
  command('ReserveFunds', {
    reservationId: order,
    mode: 'live',
    purpose: 'order_buy',
    asset: 'USD',
    amount: units('60'),
    assetId: share,
    quantity: units('6'),
    value: units('59'),
    currency: 'USD',
    ...fields,
  })
const sell = (fields: Partial<ReserveFunds> = {}) =>
  buy({ purpose: 'order_sell', asset: share, amount: units('4'), quantity: units('4'), value: units('40'), ...fields })
const buyLeg = (fields: Partial<SettleLeg> = {}) =>
  command('SettleLeg', {
    reservationId: order,
    mode: 'live',
    tradeId: trade,
    side: 'buy',
    assetId: share,
    currency: 'USD',
    price: units('9'),
    quantity: units('4'),
    gross: units('36'),
    draw: units('40'),
    commission: units('0.5'),
    fees: units('0.25'),
    settlementDate: '2026-10-07',
    executedAt: NOW,
    ...fields,
  })
const sellLeg = (fields: Partial<SettleLeg> = {}) =>
  buyLeg({ side: 'sell', price: units('12'), gross: units('48'), draw: units('4'), ...fields })
const release = (legs: number, drawn: string) =>
  command('ReleaseReservation', { reservationId: order, legs, drawn: units(drawn) })
const increase = (amount: string, fields: Partial<IncreaseReservation> = {}) =>
  command('IncreaseReservation', {
    reservationId: order,
    amendmentId: amendment,
    amount: units(amount),
    value: units(amount),
    currency: 'USD',
    ...fields,
  })
const reduce = (amount: string) =>
  command('ReduceReservation', { reservationId: order, amendmentId: amendment, amount: units(amount) })
const limits = (fields: object) => command('SetAccountLimits', { limits: { version: 1, ...fields } })

const kindOf = (kind: 'client' | 'market_maker', version: number) => command('RecordAccountKind', { kind, version })

const stop = (kind: string, scope = 'all') => command('RestrictAccount', { kind, scope })
const letGo = (kind: string) => command('LiftRestriction', { kind })

const { decide, evolve } = walletRules.decider

function run(commands: readonly WalletCommand[], now = NOW): Account {
  let state = unknownAccount(account)
  for (const given of approvedAtOnce(commands)) {
    const decision = decide(given, state, { now, position: 1 })
    if (isRefusal(decision)) throw new Error(`${given.type}: ${decision.refused}`)
    for (const event of decision) state = evolve(state, event, { now, position: 1 })
  }
  expect(walletRules.violation?.(state)).toBeUndefined()
  return state
}
const given = (...commands: WalletCommand[]) => ({
  when: (next: WalletCommand, now = NOW) => {
    const decision = decide(next, run(commands), { now, position: 1 })
    return isRefusal(decision)
      ? { refused: decision.refused, recorded: decision.recorded ?? [], detail: decision.detail }
      : decision
  },
})
const rich = [open(), ...funded('USD', '100')]
const stocked = [...rich, ...funded(share, '10', { unitCost: units('8') })]
const wallet = (state: Account, currency = 'USD') => {
  const { available, reserved, unsettled, version } = state.wallets.get(currency)!
  return { available, reserved, unsettled, version }
}
const refusal = (refused: string) => expect.objectContaining({ refused })
const recordedRefusal = (refused: string) =>
  expect.objectContaining({
    refused,
    recorded: [expect.objectContaining({ type: 'ReservationRefused', reason: refused })],
  })

describe('opening an account', () => {
  test('a live client begins with empty rupee and dollar wallets and the default limits', () => {
    const state = run([open()])
    expect([...state.wallets.keys()]).toEqual(['MUR', 'USD'])
    expect(wallet(state)).toEqual({ available: 0n, reserved: 0n, unsettled: 0n, version: 1 })
    expect(state.limits.maxOrderValue).toBe(units('100000'))
  })
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
  test('a kind that comes late changes nothing, and wallets that are opened again stay as they are', () => {
    const maker = [open(), kindOf('market_maker', 2)]
    expect(given(...maker).when(kindOf('client', 1))).toEqual([])
    expect(given(...maker).when(kindOf('client', 2))).toEqual([])
    expect(given(...maker).when(open())).toEqual([])
    expect(given().when(kindOf('client', 1))).toEqual(refusal('account_unknown'))
  })
  test('a demo account gets 100000 dollars of paper money out of demo issuance', () => {
    const [event] = given().when(open({ mode: 'demo' })) as WalletEvent[]
    expect(entriesOf(event!)).toMatchObject([
      { line: 1, kind: 'demo_issuance', accountId: undefined, direction: 'debit', amount: units('100000') },
      { line: 2, kind: 'client_cash', accountId: account, direction: 'credit', amount: units('100000') },
    ])
    expect(wallet(run([open({ mode: 'demo' })])).available).toBe(units('100000'))
  })
  test('opened twice it is opened once, and another owner is refused', () => {
    expect(given(open()).when(open())).toEqual([])
    expect(given(open()).when(open({ userId: id(99) }))).toEqual(refusal('idempotency_mismatch'))
  })
})

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
    ['account_not_active', [...rich, command('RestrictAccount', { kind: 'suspension', scope: 'all' })], buy()],
    ['kyc_not_approved', [...rich, command('RestrictAccount', { kind: 'kyc', scope: 'all' })], buy()],
    ['under_review', [...rich, command('RestrictAccount', { kind: 'freeze', scope: 'all' })], buy()],
    ['reservation_released', [...rich, release(0, '0')], buy()],
    ['account_closed', [open(), command('CloseAccount', { reason: 'client_request' })], buy()],
  ])('%s is refused and recorded, so that the order is answered', (code, before, next) => {
    expect(given(...before).when(next)).toEqual(recordedRefusal(code))
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
  test('a freeze or a missing identity check does not touch paper trading, a suspension does', () => {
    const demo = [open({ mode: 'demo' }), command('RestrictAccount', { kind: 'freeze', scope: 'all' })]
    expect(given(...demo).when(buy({ mode: 'demo' }))).toMatchObject([{ type: 'FundsReserved' }])
    expect(
      given(...demo, command('RestrictAccount', { kind: 'suspension', scope: 'all' })).when(buy({ mode: 'demo' })),
    ).toEqual(refusal('account_not_active'))
  })
  test('a restriction of withdrawals does not stop trading, and a lifted one stops nothing', () => {
    const frozen = command('RestrictAccount', { kind: 'freeze', scope: 'all' })
    expect(
      given(...rich, command('RestrictAccount', { kind: 'freeze', scope: 'withdrawals' })).when(buy()),
    ).toMatchObject([{ type: 'FundsReserved' }])
    expect(given(...rich, frozen, command('LiftRestriction', { kind: 'freeze' })).when(buy())).toMatchObject([
      { type: 'FundsReserved' },
    ])
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
  test('an increase counts with the order that it belongs to', () => {
    expect(given(...rich, limits({ maxOrderValue: units('70') }), buy()).when(increase('12'))).toEqual(
      recordedRefusal('order_value_limit'),
    )
  })
  test('an amendment delivered twice happens once', () => {
    expect(given(...rich, buy(), increase('5')).when(increase('5'))).toEqual([])
    expect(given(...rich, buy(), increase('5')).when(increase('6'))).toEqual(refusal('idempotency_mismatch'))
    expect(given(...rich, buy(), reduce('5')).when(reduce('5'))).toEqual([])
  })
  test('a reduction frees what the smaller order does not need', () => {
    expect(wallet(run([...rich, buy(), reduce('20')]))).toMatchObject({ available: units('60'), reserved: units('40') })
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
    const frozen = [...rich, buy(), command('RestrictAccount', { kind: 'freeze', scope: 'all' })]
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
    expect([startOfDay('2026-10-07'), businessDay(dueAt - 1), businessDay(dueAt)]).toEqual([
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

describe('releasing', () => {
  test('the rest is free once the order is closed, and a second release changes nothing', () => {
    expect(wallet(run([...rich, buy(), buyLeg(), release(1, '40')]))).toMatchObject({
      available: units('63.25'),
      reserved: 0n,
    })
    expect(given(...rich, buy(), release(0, '0')).when(release(0, '0'))).toEqual([])
  })
  test('a release that misses a leg is a defect', () => {
    expect(() => given(...rich, buy()).when(release(1, '40'))).toThrow('every leg is settled before the rest is freed')
  })
  test('a release that overtakes its reservation leaves a tombstone', () => {
    expect(given(...rich).when(release(0, '0'))).toEqual([
      { type: 'ReservationTombstoned', reservationId: order, accountId: account },
    ])
    expect(given(...rich, release(0, '0')).when(release(0, '0'))).toEqual([])
    expect(given().when(release(0, '0'))).toEqual([])
  })
})

describe('adjusting by hand', () => {
  test('money is posted against the bank when a second person approves', () => {
    const [event] = given(open(), propose('USD', '5')).when(approve()) as WalletEvent[]
    expect(entriesOf(event!)).toMatchObject([
      { kind: 'bank', direction: 'debit', referenceId: adjustment },
      { kind: 'client_cash', direction: 'credit' },
    ])
  })
  test('money may be named as the capital of the firm, an instrument comes from custody at its cost', () => {
    expect(given(open(), propose('USD', '5', { against: 'firm_capital' })).when(approve())).toMatchObject([
      { postings: [{ account: 'firm_capital' }, {}] },
    ])
    expect(given(open(), propose(share, '5', { unitCost: units('3') })).when(approve())).toMatchObject([
      {
        postings: [{ account: 'custody' }, { account: 'client_asset' }],
        holding: { quantity: units('5'), averagePrice: units('3'), invested: units('15') },
      },
    ])
  })
  test('what is taken away goes at its average cost', () => {
    expect(given(...stocked, propose(share, '-4')).when(approve())).toMatchObject([
      { holding: { quantity: units('6'), invested: units('48'), averagePrice: units('8') } },
    ])
  })
  test('nobody decides on an own proposal, not even to reject it', () => {
    expect(given(open(), propose('USD', '5')).when(approve({ decidedBy: anna }))).toEqual(refusal('same_approver'))
    expect(given(open(), propose('USD', '5')).when(approve({ decidedBy: anna, approve: false }))).toEqual(
      refusal('same_approver'),
    )
  })
  test('nobody proposes or decides on an own account', () => {
    expect(given(open()).when(propose('USD', '5', { proposedBy: user }))).toEqual(refusal('same_approver'))
    expect(given(open(), propose('USD', '5')).when(approve({ decidedBy: user }))).toEqual(refusal('same_approver'))
  })
  test('more than is free cannot be taken away', () => {
    expect(given(...rich, buy(), propose('USD', '-41')).when(approve())).toMatchObject({
      refused: 'insufficient_balance',
      detail: { required: '41', available: '40' },
    })
    expect(given(...stocked, sell(), propose(share, '-7')).when(approve())).toEqual(refusal('insufficient_quantity'))
  })
  test('a decision stands', () => {
    const rejected = [open(), propose('USD', '5'), approve({ approve: false, reason: 'no receipt' })]
    expect(given(open(), propose('USD', '5'), approve()).when(approve())).toEqual([])
    expect(given(...rejected).when(approve({ approve: false }))).toEqual([])
    expect(given(...rejected).when(approve())).toEqual(refusal('not_allowed_in_state'))
    expect(given(open()).when(approve())).toEqual(refusal('adjustment_unknown'))
  })
  test('a proposal is made once under its id', () => {
    expect(given(open(), propose('USD', '5')).when(propose('USD', '5'))).toEqual([])
    expect(given(open(), propose('USD', '5')).when(propose('USD', '6'))).toEqual(refusal('idempotency_mismatch'))
  })
  test.each<[string, WalletCommand[], WalletCommand]>([
    ['account_unknown', [], propose('USD', '5')],
    ['amount_out_of_range', [open()], propose('USD', '0')],
    ['unit_cost_required', [open()], propose(share, '5')],
    ['unit_cost_not_allowed', [open()], propose('USD', '5', { unitCost: 1n })],
    ['counter_account_not_allowed', [open()], propose('USD', '5', { against: 'custody' })],
    ['counter_account_not_allowed', [open()], propose(share, '5', { unitCost: 1n, against: 'bank' })],
    ['amount_out_of_range', [open(), ...funded('USD', '999999999999'), propose('USD', '1')], approve()],
  ])('%s is refused', (code, before, next) => {
    expect(given(...before).when(next)).toEqual(refusal(code))
  })
})

describe('restricting and closing', () => {
  test('a restriction is set once and lifted once', () => {
    const freeze = command('RestrictAccount', { kind: 'freeze', scope: 'all' })
    const lift = command('LiftRestriction', { kind: 'freeze' })
    expect(given(open(), freeze).when(freeze)).toEqual([])
    expect(run([open(), freeze]).status).toBe('restricted')
    expect(run([open(), freeze, lift]).status).toBe('open')
    expect(given(open()).when(lift)).toEqual([])
    expect(given().when(freeze)).toEqual(refusal('account_unknown'))
  })
  test.each<[string, boolean, WalletCommand[], 'freeze' | 'suspension', 'all' | 'withdrawals']>([
    ['may trade', true, [open()], 'freeze', 'all'],
    ['is restricted in its withdrawals alone', true, [open(), stop('review_overdue', 'withdrawals')], 'freeze', 'all'],
    ['was let go meanwhile', true, [open(), stop('suspension'), letGo('suspension')], 'freeze', 'all'],
    ['trades with paper money', true, [open({ mode: 'demo' }), stop('freeze')], 'suspension', 'all'],
    ['goes on trading', false, [open()], 'freeze', 'withdrawals'],
    ['goes on trading with paper money', false, [open({ mode: 'demo' })], 'freeze', 'all'],
    ['may not trade already', false, [open(), stop('suspension')], 'freeze', 'all'],
    ['is new', false, [open(), stop('kyc')], 'freeze', 'all'],
  ])('a restriction of an account that %s ends trading: %s', (_, endsTrading, before, kind, scope) => {
    expect(given(...before).when(stop(kind, scope))).toEqual([
      { type: 'AccountRestricted', accountId: account, kind, scope, endsTrading },
    ])
  })
  test('a new account could never trade', () => {
    expect(given().when(open())).toMatchObject([
      { type: 'WalletsOpened' },
      { type: 'AccountRestricted', kind: 'kyc', scope: 'all', endsTrading: false },
      { type: 'AccountLimitsSet' },
    ])
  })
  test('an older set of limits that comes late changes nothing', () => {
    expect(given(open(), limits({ version: 3 })).when(limits({ version: 2 }))).toEqual([])
  })
  test.each<[string, WalletCommand[]]>([
    ['account_unknown', []],
    ['under_review', [open(), command('RestrictAccount', { kind: 'freeze', scope: 'all' })]],
    ['reservations_active', [...rich, buy()]],
    ['open_items', [...stocked, sell(), sellLeg(), release(1, '4')]],
    ['open_positions_exist', [open(), ...funded(share, '1', { unitCost: 1n })]],
    ['balance_not_zero', rich],
  ])('%s keeps an account open', (code, before) => {
    const closing = { userId: user, reason: 'client_request' }
    expect(given(...before).when(command('CloseAccount', closing))).toMatchObject({
      refused: code,
      recorded: [{ type: 'AccountClosureRefused', accountId: account, userId: user, reason: code }],
    })
  })
  test('an empty account closes, and a demo account with all its paper', () => {
    const close = command('CloseAccount', { userId: user, reason: 'client_request' })
    expect(run([open(), close]).status).toBe('closed')
    expect(run([open({ mode: 'demo' }), close]).status).toBe('closed')
    expect(given(open(), close).when(close)).toEqual([])
  })
})
