import { PostgresPartitionStorage } from '@filao/engine'
import { emptyBatch, expectStatements, projectedFixtures, StatementRecorder, unusualBatch } from '@filao/testing'
import type pg from 'pg'
import { tapeProjection } from './intake/tape.projection'
import { marketStore } from './store/market.store'

it('loads and saves its state as the committed SQL says', async () => {
  const recorder = new StatementRecorder((text) => (text.includes('AS fenced') ? [{ fenced: 1 }] : []))
  const store = marketStore
  await recorder.under('load_resident', () => store.loadResident!(recorder, 0, new Map()))
  await recorder.under('tape', () => tapeProjection.apply(recorder, projectedFixtures(tapeProjection)))
  const storage = new PostgresPartitionStorage({
    schema: 'market',
    partition: 0,
    instance: 'one',
    store,
    connect: () => Promise.resolve(recorder as unknown as pg.Client),
  })
  await storage.write(emptyBatch, new Map())
  await storage.write(unusualBatch, new Map())
  expectStatements('apps/market/sql', recorder)
})
