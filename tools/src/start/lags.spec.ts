import type { ServiceName } from '@filao/contracts'
import { progressOf, type Schema } from './lags'

const NOTHING = { heads: {}, published: {}, sent: {}, received: {}, read: {} }

test('lags are what others have committed and this service has not taken in', () => {
  const schemas = new Map<ServiceName, Schema>([
    [
      'order',
      { ...NOTHING, heads: { 0: 10, 1: 5 }, published: { 0: 8, 1: 5 }, sent: { 'wallet/3/0': 7, 'wallet/3/1': 4 } },
    ],
    ['wallet', { ...NOTHING, received: { 'order/0/3': 6 } }],
    ['audit', { ...NOTHING, read: { 'audit/order/0': 9, 'audit/order/1': 6 } }],
  ])
  expect(progressOf('order', schemas)).toEqual({ events: 15, relayLag: 2, consumerLag: 0 })
  expect(progressOf('wallet', schemas)).toEqual({ events: 0, relayLag: 0, consumerLag: 1 + 4 })
  expect(progressOf('audit', schemas)).toEqual({ events: 0, relayLag: 0, consumerLag: 1 })
})
