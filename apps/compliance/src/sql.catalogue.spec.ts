import { complianceCommands } from '@filao/contracts'
import { BatchDatabase, PostgresPartitionStorage } from '@filao/engine'
import { emptyBatch, expectStatements, fixtureMessages, StatementRecorder } from '@filao/testing'
import type pg from 'pg'
import { ComplianceStore } from './store/compliance.store'
import { testKeys } from './testing/keys'

it('loads and saves its state as the committed SQL says', async () => {
  const recorder = new StatementRecorder((text) => (text.endsWith('FROM head') ? [{ partition: 0 }] : []))
  const store = new ComplianceStore(testKeys())
  await recorder.under('load', () => store.load(recorder, 0, fixtureMessages(complianceCommands), new Map()))
  const connect = () => Promise.resolve(recorder as unknown as pg.Client)
  const storage = new PostgresPartitionStorage({
    schema: 'compliance',
    partition: 0,
    instance: 'one',
    store,
    connect,
    database: new BatchDatabase('compliance', connect),
  })
  await recorder.query(storage.wholeStatement(emptyBatch, new Map()))
  expectStatements('apps/compliance/sql', recorder)
})
