import { BatchDatabase, PostgresPartitionStorage } from '@filao/engine'
import { emptyBatch, expectStatements, projectedFixtures, StatementRecorder } from '@filao/testing'
import type pg from 'pg'
import { tapeProjection } from './intake/tape.projection'
import { marketStore } from './store/market.store'

it('loads and saves its state as the committed SQL says', async () => {
  const recorder = new StatementRecorder((text) => (text.endsWith('FROM head') ? [{ partition: 0 }] : []))
  const store = marketStore
  await recorder.under('load_resident', () => store.loadResident!(recorder, 0, new Map()))
  const tape = projectedFixtures(tapeProjection)
  const trades = tape.filter(({ event }) => event.type === 'TradeExecuted')
  for (const { name, sql } of tapeProjection.pieces!(trades)!) await recorder.query({ name, text: sql })
  await recorder.under('tape', () =>
    tapeProjection.apply(
      recorder,
      tape.filter((event) => !trades.includes(event)),
    ),
  )
  const connect = () => Promise.resolve(recorder as unknown as pg.Client)
  const storage = new PostgresPartitionStorage({
    schema: 'market',
    partition: 0,
    instance: 'one',
    store,
    connect,
    database: new BatchDatabase('market', connect),
  })
  await recorder.query(storage.wholeStatement(emptyBatch, new Map()))
  expectStatements('apps/market/sql', recorder)
})
