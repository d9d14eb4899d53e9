import { orderCommands } from '@filao/contracts'
import { BatchDatabase, PostgresPartitionStorage } from '@filao/engine'
import { emptyBatch, expectStatements, fixtureMessages, projectedFixtures, StatementRecorder } from '@filao/testing'
import type pg from 'pg'
import { traderProjection } from './intake/trader.projection'
import {
  readBook,
  readExecutions,
  readLiveOrders,
  readMarket,
  readOrder,
  readOrderByClientId,
  readOrders,
  readTrader,
} from './read/order.queries'
import { OrderStore } from './store/order.store'

const ID = '0197c3d4-5e6f-7a8b-9c0d-1e2f3a4b5c6d'

it('loads and saves its state as the committed SQL says', async () => {
  const recorder = new StatementRecorder((text) => (text.endsWith('FROM head') ? [{ partition: 0 }] : []))
  const store = new OrderStore()
  await recorder.under('load_resident', () => store.loadResident(recorder, 0, new Map()))
  await recorder.under('load', () => store.load(recorder, 0, fixtureMessages(orderCommands), new Map()))
  await recorder.under('trader', () => traderProjection.apply(recorder, projectedFixtures(traderProjection)))
  const connect = () => Promise.resolve(recorder as unknown as pg.Client)
  const storage = new PostgresPartitionStorage({
    schema: 'order',
    partition: 0,
    instance: 'one',
    store,
    connect,
    database: new BatchDatabase('order', connect),
  })
  await recorder.query(storage.wholeStatement(emptyBatch, new Map()))
  expectStatements('apps/order/sql', recorder)
})

it('reads for its clients as the committed SQL says', async () => {
  const recorder = new StatementRecorder((text) => (text.includes('log_head') ? [{ position: '0', side: null }] : []))
  const account = { userId: ID, accountId: ID }
  await recorder.under('order', () => readOrder(recorder, ID, ID))
  await recorder.under('order_by_client_id', () => readOrderByClientId(recorder, account, 'mine'))
  await recorder.under('orders', () => readOrders(recorder, account, { limit: 50 }))
  await recorder.under('live_orders', () => readLiveOrders(recorder, account, undefined))
  await recorder.under('executions', () => readExecutions(recorder, account, { limit: 50 }))
  await recorder.under('market', () => readMarket(recorder, 'AAPL'))
  await recorder.under('book', () => readBook(recorder, { symbol: 'AAPL', assetId: ID }, 20))
  await recorder.under('trader', () => readTrader(recorder, ID))
  expectStatements('apps/order/sql/reads', recorder)
})
