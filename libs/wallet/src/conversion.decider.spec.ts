import type { WalletCommand, WalletEvent } from '@filao/contracts'
import { isRefusal } from '@filao/kernel'
import { parseUnits as u } from '@filao/money'
import * as fc from 'fast-check'
import { CONVERSION_RATE_AGE_MS_MAX } from './conversion.decider'
import { entriesOf, walletRules } from './index'
import type { ConvertFunds } from './wallet.commands'
import {
  account,
  buy,
  command,
  funded,
  given,
  id,
  NOW,
  open,
  restrict,
  run,
  sell,
  sellLeg,
  stocked,
  user,
} from './wallet.fixture'

const convert = (fields: Partial<ConvertFunds> = {}): ConvertFunds => ({
  type: 'ConvertFunds',
  conversionId: id(60),
  accountId: account,
  from: 'USD',
  to: 'MUR',
  amount: u('100'),
  leastToReceive: u('4500'),
  spreadPercent: u('0.5'),
  rate: { rate: u('46'), source: 'bank', quotedAt: NOW - CONVERSION_RATE_AGE_MS_MAX, stale: false },
  ...fields,
})

function outcome(given: readonly WalletCommand[], command: ConvertFunds): readonly WalletEvent[] | string {
  const decision = walletRules.decider.decide(command, run(given), { now: NOW, position: 1 })
  return isRefusal(decision) ? decision.refused : decision
}
const rich = [open(), ...funded('USD', '250')]

test('money becomes money of another currency, at the rate less the spread, rounded once', () => {
  const [event] = outcome(rich, convert()) as WalletEvent[]
  // 100 × 46 × 99.5 %
  expect(event).toMatchObject({ type: 'FundsConverted', converted: u('4577'), received: { available: u('4577') } })
  expect(entriesOf(event!).map(({ kind, asset, direction, amount }) => [kind, asset, direction, amount])).toEqual([
    ['client_cash', 'USD', 'debit', u('100')],
    ['fx_position', 'USD', 'credit', u('100')],
    ['fx_position', 'MUR', 'debit', u('4577')],
    ['client_cash', 'MUR', 'credit', u('4577')],
  ])
  const state = run([...rich, convert()])
  expect([state.wallets.get('USD')!.available, state.wallets.get('MUR')!.available]).toEqual([u('150'), u('4577')])
})
test.each([
  ['164.96', '0.06077307', '9.97'],
  ['676.97', '0.03035251', '20.45'],
])('%s at %s less the spread is %s: what is short of a half falls, and a half rises', (amount, at, converted) => {
  const rate = { ...convert().rate!, rate: u(at) }
  const [event] = outcome(
    [open(), ...funded('USD', '1000')],
    convert({ amount: u(amount), leastToReceive: 0n, rate }),
  ) as WalletEvent[]
  expect(event).toMatchObject({ converted: u(converted) })
})
test('a wallet of a currency that the account had none of opens with what came of it', () => {
  const state = run([
    ...rich,
    convert({ to: 'EUR', leastToReceive: 0n, rate: { ...convert().rate!, rate: u('0.86') } }),
  ])
  expect(state.wallets.get('EUR')).toMatchObject({ available: u('85.57'), version: 1 })
})
test.each<[string, readonly WalletCommand[], Partial<ConvertFunds>]>([
  ['account_unknown', [], {}],
  ['not_allowed_for_demo', [open({ mode: 'demo' })], {}],
  ['under_review', [...rich, restrict('freeze')], {}],
  ['kyc_not_approved', [...rich, restrict('kyc')], {}],
  ['account_not_active', [...rich, restrict('suspension')], {}],
  ['same_currency', rich, { to: 'USD' }],
  ['wallet_missing', rich, { from: 'EUR' }],
  ['insufficient_balance', rich, { amount: u('250.01') }],
  ['amount_out_of_range', rich, { amount: 0n }],
  ['amount_out_of_range', rich, { amount: u('1.001') }],
  ['rate_stale', rich, { rate: { ...convert().rate!, quotedAt: NOW - CONVERSION_RATE_AGE_MS_MAX - 1 } }],
  ['rate_stale', rich, { rate: undefined }],
  ['rate_moved', rich, { leastToReceive: u('4577.01') }],
  ['account_closed', [open(), command('CloseAccount', { userId: user, reason: 'asked' })], {}],
])('it is refused as %s', (refusal, given, fields) => {
  expect(outcome(given, convert(fields))).toBe(refusal)
})
test('whatever is converted, each currency balances, and nobody gets more than the rate gives', () => {
  const cents = fc.integer({ min: 1, max: 25_000 }).map((amount) => BigInt(amount) * 1_000_000n)
  const rate = fc.bigInt({ min: 1n, max: u('1000') })
  fc.assert(
    fc.property(cents, rate, fc.bigInt({ min: 0n, max: u('9') }), (amount, one, spreadPercent) => {
      const terms = { amount, spreadPercent, leastToReceive: 0n, rate: { ...convert().rate!, rate: one } }
      const events = outcome(rich, convert(terms))
      if (typeof events === 'string') return expect(events).toBe('rate_moved')
      const [event] = events
      const sums = new Map<string, bigint>()
      for (const { asset, direction, amount: line } of entriesOf(event!))
        sums.set(asset, (sums.get(asset) ?? 0n) + (direction === 'debit' ? line : -line))
      expect([...sums.values()]).toEqual([0n, 0n])
      const { converted } = event as Extract<WalletEvent, { type: 'FundsConverted' }>
      // Half a cent of rounding at most.
      expect(converted).toBeLessThanOrEqual((amount * one) / u('1') + 500_001n)
    }),
    { numRuns: 200 },
  )
})
test('where more waits for its settlement than is left, nothing may be converted, and not less than nothing', () => {
  const spent = [...stocked, sell(), sellLeg(), buy({ reservationId: id(61), amount: u('120') })]
  expect(given(...spent).when(convert({ amount: u('10') }))).toMatchObject({
    refused: 'not_withdrawable',
    detail: { required: '10', available: '0' },
  })
})
