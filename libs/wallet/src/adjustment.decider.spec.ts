import { parseUnits as units, UNITS_MAX } from '@filao/money'
import { entriesOf } from './index'
import type { WalletCommand } from './wallet.commands'
import type { WalletEvent } from './wallet.events'
import {
  account,
  adjustment,
  anna,
  approve,
  buy,
  funded,
  given,
  open,
  propose,
  refusal,
  rich,
  sell,
  share,
  stocked,
  user,
} from './wallet.fixture'

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
  test('nothing is taken away by hand while a freeze holds, and what is given is', () => {
    const freeze = { type: 'RestrictAccount', accountId: account, kind: 'freeze', scope: 'all' } as const
    const before = [...rich, freeze]
    expect(given(...before, propose('USD', '-5')).when(approve())).toEqual(refusal('under_review'))
    expect(given(...before, propose('USD', '5')).when(approve())).toMatchObject([{ type: 'BalanceAdjusted' }])
    const lifted = { type: 'LiftRestriction', accountId: account, kind: 'freeze' } as const
    expect(given(...before, propose('USD', '-5'), lifted).when(approve())).toMatchObject([{ type: 'BalanceAdjusted' }])
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
    // What the least of it has cost is rounded up, to an average that no column holds.
    ['amount_out_of_range', [open(), propose(share, '0.00000001', { unitCost: UNITS_MAX })], approve()],
  ])('%s is refused', (code, before, next) => {
    expect(given(...before).when(next)).toEqual(refusal(code))
  })
})
