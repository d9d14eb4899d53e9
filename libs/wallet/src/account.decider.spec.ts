import { parseUnits as units } from '@filao/money'
import { entriesOf } from './index'
import type { WalletCommand } from './wallet.commands'
import type { WalletEvent } from './wallet.events'
import {
  account,
  buy,
  command,
  funded,
  given,
  id,
  kindOf,
  lift,
  open,
  refusal,
  release,
  restrict,
  rich,
  run,
  sell,
  sellLeg,
  share,
  stocked,
  user,
  wallet,
} from './wallet.fixture'

describe('opening an account', () => {
  test('a live client begins with empty rupee and dollar wallets and the default limits', () => {
    const state = run([open()])
    expect([...state.wallets.keys()]).toEqual(['MUR', 'USD'])
    expect(wallet(state)).toEqual({ available: 0n, reserved: 0n, unsettled: 0n, version: 1 })
    expect(state.limits.maxOrderValue).toBe(units('100000'))
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

describe('restricting and closing', () => {
  test('a restriction is set once and lifted once', () => {
    const [freeze, thaw] = [restrict('freeze'), lift('freeze')]
    expect(given(open(), freeze).when(freeze)).toEqual([])
    expect(run([open(), freeze]).status).toBe('restricted')
    expect(run([open(), freeze, thaw]).status).toBe('open')
    expect(given(open()).when(thaw)).toEqual([])
    expect(given().when(freeze)).toEqual(refusal('account_unknown'))
  })
  test.each<[string, boolean, WalletCommand[], 'freeze' | 'suspension', 'all' | 'withdrawals']>([
    ['may trade', true, [open()], 'freeze', 'all'],
    [
      'is restricted in its withdrawals alone',
      true,
      [open(), restrict('review_overdue', 'withdrawals')],
      'freeze',
      'all',
    ],
    ['was let go meanwhile', true, [open(), restrict('suspension'), lift('suspension')], 'freeze', 'all'],
    ['trades with paper money', true, [open({ mode: 'demo' }), restrict('freeze')], 'suspension', 'all'],
    ['goes on trading', false, [open()], 'freeze', 'withdrawals'],
    ['goes on trading with paper money', false, [open({ mode: 'demo' })], 'freeze', 'all'],
    ['may not trade already', false, [open(), restrict('suspension')], 'freeze', 'all'],
    ['is new', false, [open(), restrict('kyc')], 'freeze', 'all'],
  ])('a restriction of an account that %s ends trading: %s', (_, endsTrading, before, kind, scope) => {
    expect(given(...before).when(restrict(kind, scope))).toEqual([
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
  test.each<[string, WalletCommand[]]>([
    ['account_unknown', []],
    ['under_review', [open(), restrict('freeze')]],
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
