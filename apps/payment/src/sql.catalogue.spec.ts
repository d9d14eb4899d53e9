import { paymentCommands } from '@filao/contracts'
import { BatchDatabase, PostgresPartitionStorage } from '@filao/engine'
import { emptyBatch, expectStatements, fixtureMessages, projectedFixtures, StatementRecorder } from '@filao/testing'
import type pg from 'pg'
import { accountsProjection, personsProjection } from './intake/clients.projection'
import { tasksProjection } from './intake/tasks.projection'
import { PaymentStore } from './store/payment.store'
import { testKeys } from './testing/keys'

it('loads and saves its state as the committed SQL says', async () => {
  const recorder = new StatementRecorder((text) => (text.endsWith('FROM head') ? [{ partition: 0 }] : []))
  const store = new PaymentStore(testKeys())
  await recorder.under('load', () => store.load(recorder, 0, fixtureMessages(paymentCommands), new Map()))
  await recorder.under('accounts', () => accountsProjection.apply(recorder, projectedFixtures(accountsProjection)))
  await recorder.under('persons', () => personsProjection.apply(recorder, projectedFixtures(personsProjection)))
  await recorder.under('tasks', () => tasksProjection.apply(recorder, projectedFixtures(tasksProjection)))
  const connect = () => Promise.resolve(recorder as unknown as pg.Client)
  const storage = new PostgresPartitionStorage({
    schema: 'payment',
    partition: 0,
    instance: 'one',
    store,
    connect,
    database: new BatchDatabase('payment', connect),
  })
  await recorder.query(storage.wholeStatement(emptyBatch, new Map()))
  expectStatements('apps/payment/sql', recorder)
})
