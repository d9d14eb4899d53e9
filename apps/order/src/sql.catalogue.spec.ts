import { orderCommands } from '@filao/contracts'
import { PostgresPartitionStorage } from '@filao/engine'
import { emptyBatch, expectStatements, fixtureMessages, projectedFixtures, StatementRecorder } from '@filao/testing'
import type pg from 'pg'
import { traderProjection } from './intake/trader.projection'
import { OrderStore } from './store/order.store'

it('loads and saves its state as the committed SQL says', async () => {
  const recorder = new StatementRecorder((text) => (text.includes('AS fenced') ? [{ fenced: 1 }] : []))
  const store = new OrderStore()
  await recorder.under('load_resident', () => store.loadResident(recorder, 0, new Map()))
  await recorder.under('load', () => store.load(recorder, 0, fixtureMessages(orderCommands), new Map()))
  await recorder.under('trader', () => traderProjection.apply(recorder, projectedFixtures(traderProjection)))
  const storage = new PostgresPartitionStorage({
    schema: 'order',
    partition: 0,
    instance: 'one',
    store,
    connect: () => Promise.resolve(recorder as unknown as pg.Client),
  })
  await storage.write(emptyBatch, new Map())
  expectStatements('apps/order/sql', recorder)
})
