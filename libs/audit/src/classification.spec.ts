import { orderEvents, SERVICES, walletEvents, type ServiceName } from '@filao/contracts'
import { classify } from './classification'
import { describe as describeRow, readType } from './description'

test.each<[ServiceName, string, string, string]>([
  ['order', 'OrderPlaced', 'trading', 'info'],
  ['order', 'OrderRefused', 'trading', 'warning'],
  ['order', 'MarketHalted', 'admin_action', 'warning'],
  ['wallet', 'LegSettled', 'financial', 'info'],
  ['wallet', 'ReservationRefused', 'financial', 'warning'],
  ['identity', 'SessionStarted', 'authentication', 'info'],
  ['identity', 'LoginFailed', 'authentication', 'warning'],
  ['identity', 'CredentialLocked', 'security', 'warning'],
  ['identity', 'UserSuspended', 'admin_action', 'warning'],
  ['identity', 'RoleGranted', 'admin_action', 'info'],
  ['wallet', 'ConfigurationApproved', 'admin_action', 'info'],
  ['order', 'RecordViewed', 'admin_action', 'info'],
  ['identity', 'StaffCommandRefused', 'admin_action', 'warning'],
  ['market', 'QuoteUpdated', 'system', 'info'],
  ['compliance', 'AccountFrozen', 'compliance', 'critical'],
  ['compliance', 'AmlCheckFailed', 'compliance', 'error'],
  ['payment', 'WithdrawalRejected', 'financial', 'warning'],
  ['audit', 'AuditRead', 'admin_action', 'info'],
])('%s %s is %s, %s', (service, name, category, severity) => {
  expect(classify(service, name)).toEqual({ category, severity })
})
test('a type that nobody knows yet has the category of its service', () => {
  for (const service of SERVICES) expect(classify(service, 'SomethingNew').severity).toBe('info')
})
test('every event of the contracts has a type that can be read', () => {
  for (const { ceType, service, name } of [...orderEvents.contracts, ...walletEvents.contracts]) {
    expect(readType(ceType)).toEqual({ service, name })
  }
})
test('a row is described by one sentence of type and ids', () => {
  const row = { type: 'filao.wallet.ReserveFunds.v1', subject: '0190-order', actor: 'client:0190-user' }
  expect(describeRow({ ...row, source: 'order>wallet/3' })).toBe(
    'The wallet service was asked to reserve funds for 0190-order by client 0190-user.',
  )
  expect(describeRow({ ...row, source: 'wallet', type: 'filao.wallet.FundsReserved.v1' })).toBe(
    'The wallet service recorded "funds reserved" for 0190-order, caused by client 0190-user.',
  )
})
