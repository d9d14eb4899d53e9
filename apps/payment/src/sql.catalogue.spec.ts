import { paymentCommands } from '@filao/contracts'
import { PostgresPartitionStorage } from '@filao/engine'
import { emptyBatch, expectStatements, fixtureMessages, StatementRecorder } from '@filao/testing'
import type pg from 'pg'
import { PaymentStore } from './store/payment.store'

it('loads and saves its state as the committed SQL says', async () => {
  const recorder = new StatementRecorder((text) => (text.includes('AS fenced') ? [{ fenced: 1 }] : []))
  const store = new PaymentStore()
  await recorder.under('load', () => store.load(recorder, 0, fixtureMessages(paymentCommands), new Map()))
  const storage = new PostgresPartitionStorage({
    schema: 'payment',
    partition: 0,
    instance: 'one',
    store,
    connect: () => Promise.resolve(recorder as unknown as pg.Client),
  })
  await storage.write(emptyBatch, new Map())
  expectStatements('apps/payment/sql', recorder)
})
