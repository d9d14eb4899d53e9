import { makeId } from '@filao/kernel'
import { reactions } from './wallet.reactions'

const [accountId, userId] = [1n, 2n].map((unique) => makeId({ partition: Number(unique), at: 0, unique })) as [
  string,
  string,
]

test.each([
  ['freeze', 'under_review'],
  ['kyc', 'kyc_revoked'],
  ['suspension', 'account_not_active'],
  ['review_overdue', 'under_review'],
] as const)('an account that is restricted by %s loses its live orders in every book', (kind, reason) => {
  expect(reactions({ type: 'AccountRestricted', accountId, kind, scope: 'all', endsTrading: true })).toEqual([
    { to: 'order', partition: 'every', command: { type: 'CancelAccountOrders', accountId, reason } },
  ])
})

test('a restriction of an account that has no live order is told to no book', () => {
  expect(reactions({ type: 'AccountRestricted', accountId, kind: 'kyc', scope: 'all', endsTrading: false })).toEqual([])
})

test('identity is told that an account is closed, or why it stays open', () => {
  const about = { accountId, userId }
  expect(reactions({ type: 'AccountClosed', ...about, reason: 'client_request' })).toEqual([
    { to: 'identity', partition: 2, command: { type: 'ConfirmClosure', ...about } },
  ])
  expect(reactions({ type: 'AccountClosureRefused', ...about, reason: 'balance_not_zero' })).toEqual([
    { to: 'identity', partition: 2, command: { type: 'RefuseClosure', ...about, reason: 'balance_not_zero' } },
  ])
})
