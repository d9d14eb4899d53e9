import { isRefusal, makeId, type Id } from '@filao/kernel'
import { parseUnits as units } from '@filao/money'
import { unknownAccount, walletRules, type Account, type WalletCommand } from './index'
import type { IncreaseReservation, ReserveFunds, SettleLeg } from './wallet.commands'

export const id = (unique: number): Id => makeId({ partition: 1, at: 1_790_000_000_000, unique: BigInt(unique) })
export const [account, user, share, order, trade, amendment, adjustment] = [1, 2, 3, 4, 5, 6, 7].map(id) as [
  Id,
  Id,
  Id,
  Id,
  Id,
  Id,
  Id,
]
export const [anna, ben] = [id(20), id(21)]
export const NOW = Date.parse('2026-10-05T10:00:00.000Z')

/** A command for the account, with the fields that matter to a test. */
export const command = <T extends WalletCommand['type']>(
  type: T,
  fields: object,
): Extract<WalletCommand, { type: T }> =>
  ({ type, accountId: account, ...fields }) as unknown as Extract<WalletCommand, { type: T }>

export const open = (fields: object = {}) =>
  command('OpenWallets', { userId: user, mode: 'live', kind: 'client', ...fields })
export const propose = (asset: string, amount: string, fields: object = {}) =>
  command('ProposeAdjustment', {
    adjustmentId: adjustment,
    asset,
    amount: units(amount),
    reason: 'r',
    evidence: 'e',
    proposedBy: anna,
    ...fields,
  })
export const approve = (fields: object = {}) =>
  command('DecideAdjustment', { adjustmentId: adjustment, approve: true, decidedBy: ben, ...fields })
export const funded = (asset: string, amount: string, fields: object = {}): WalletCommand[] => {
  const adjustmentId = id(1000 + Number(amount))
  return [propose(asset, amount, { adjustmentId, ...fields }), approve({ adjustmentId })]
}
export const buy = (fields: Partial<ReserveFunds> = {}) =>
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
export const sell = (fields: Partial<ReserveFunds> = {}) =>
  buy({ purpose: 'order_sell', asset: share, amount: units('4'), quantity: units('4'), value: units('40'), ...fields })
export const buyLeg = (fields: Partial<SettleLeg> = {}) =>
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
export const sellLeg = (fields: Partial<SettleLeg> = {}) =>
  buyLeg({ side: 'sell', price: units('12'), gross: units('48'), draw: units('4'), ...fields })
export const release = (legs: number, drawn: string) =>
  command('ReleaseReservation', { reservationId: order, legs, drawn: units(drawn) })
export const increase = (amount: string, fields: Partial<IncreaseReservation> = {}) =>
  command('IncreaseReservation', {
    reservationId: order,
    amendmentId: amendment,
    amount: units(amount),
    value: units(amount),
    currency: 'USD',
    ...fields,
  })
export const reduce = (amount: string) =>
  command('ReduceReservation', { reservationId: order, amendmentId: amendment, amount: units(amount) })
export const limits = (fields: object) => command('SetAccountLimits', { limits: { version: 1, ...fields } })

export const kindOf = (kind: 'client' | 'market_maker', version: number) =>
  command('RecordAccountKind', { kind, version })
export const restrict = (kind: string, scope = 'all') => command('RestrictAccount', { kind, scope })
export const lift = (kind: string) => command('LiftRestriction', { kind })

const { decide, evolve } = walletRules.decider

/** What the account is after the commands, none of which is refused. */
export function run(commands: readonly WalletCommand[], now = NOW): Account {
  let state = unknownAccount(account)
  for (const given of approvedAtOnce(commands)) {
    const decision = decide(given, state, { now, position: 1 })
    if (isRefusal(decision)) throw new Error(`${given.type}: ${decision.refused}`)
    for (const event of decision) state = evolve(state, event, { now, position: 1 })
  }
  expect(walletRules.violation?.(state)).toBeUndefined()
  return state
}
export const given = (...commands: WalletCommand[]) => ({
  when: (next: WalletCommand, now = NOW) => {
    const decision = decide(next, run(commands), { now, position: 1 })
    return isRefusal(decision)
      ? { refused: decision.refused, recorded: decision.recorded ?? [], detail: decision.detail }
      : decision
  },
})
export const refusal = (refused: string) => expect.objectContaining({ refused })
export const recordedRefusal = (refused: string) =>
  expect.objectContaining({
    refused,
    recorded: [expect.objectContaining({ type: 'ReservationRefused', reason: refused })],
  })

export const rich = [open(), ...funded('USD', '100')]
export const stocked = [...rich, ...funded(share, '10', { unitCost: units('8') })]
export const wallet = (state: Account, currency = 'USD') => {
  const { available, reserved, unsettled, version } = state.wallets.get(currency)!
  return { available, reserved, unsettled, version }
}

/** The same commands, with compliance's word after each opening that the account's client is approved. */
export const approvedAtOnce = (commands: readonly WalletCommand[]): readonly WalletCommand[] =>
  commands.flatMap((command): readonly WalletCommand[] =>
    command.type === 'OpenWallets'
      ? [command, { type: 'LiftRestriction', accountId: command.accountId, kind: 'kyc' }]
      : [command],
  )
