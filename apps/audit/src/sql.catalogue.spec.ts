import { BatchDatabase, PostgresPartitionStorage } from '@filao/engine'
import { emptyBatch, expectStatements, StatementRecorder } from '@filao/testing'
import type pg from 'pg'
import { appendStatement } from './store/audit-log.store'
import { createSources, knownRequests, loadSources, markStopped } from './store/audit-positions.store'
import { AuditReadStore } from './store/read.store'

it('records and moves its sources as the committed SQL says', async () => {
  const recorder = new StatementRecorder((text) => (text.endsWith('FROM head') ? [{ partition: 0 }] : []))
  await recorder.under('append', () => recorder.query(appendStatement([], 0)))
  await recorder.under('sources_load', () => loadSources(recorder, 0))
  await recorder.under('sources_create', () => createSources(recorder, []))
  const source = { source: 'order', sourcePartition: 0, position: 0 }
  await recorder.under('source_stop', () => markStopped(recorder, source as never, 'gap'))
  await recorder.under('requests_known', () => knownRequests(recorder, []))
  const connect = () => Promise.resolve(recorder as unknown as pg.Client)
  const storage = new PostgresPartitionStorage({
    schema: 'audit',
    partition: 0,
    instance: 'one',
    store: new AuditReadStore(),
    connect,
    database: new BatchDatabase('audit', connect),
  })
  await recorder.query(storage.wholeStatement(emptyBatch, new Map()))
  expectStatements('apps/audit/sql', recorder)
})
