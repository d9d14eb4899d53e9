import { identityCommands } from '@filao/contracts'
import { BatchDatabase, PostgresPartitionStorage } from '@filao/engine'
import { emptyBatch, expectStatements, fixtureMessages, StatementRecorder } from '@filao/testing'
import type pg from 'pg'
import { IdentityStore } from './store/identity.store'

it('loads and saves its state as the committed SQL says', async () => {
  const recorder = new StatementRecorder((text) => (text.endsWith('FROM head') ? [{ partition: 0 }] : []))
  const store = new IdentityStore({
    refreshToken: () => '',
    apiKey: () => '',
    oneTimeToken: () => '',
    recoveryCode: () => '',
  })
  await recorder.under('load', () => store.load(recorder, 0, fixtureMessages(identityCommands), new Map()))
  const connect = () => Promise.resolve(recorder as unknown as pg.Client)
  const storage = new PostgresPartitionStorage({
    schema: 'identity',
    partition: 0,
    instance: 'one',
    store,
    connect,
    database: new BatchDatabase('identity', connect),
  })
  await recorder.query(storage.wholeStatement(emptyBatch, new Map()))
  expectStatements('apps/identity/sql', recorder)
})
