import { expectStatements, StatementRecorder } from '@filao/testing'
import type pg from 'pg'
import { counterEvents } from '../counter.fixture'
import { GENESIS } from '../chain'
import { ProjectionRunner } from '../projection'
import { PostgresOwnership } from './postgres-ownership'
import { BatchDatabase } from './batch-database'
import { PostgresPartitionStorage } from './postgres-partition-storage'
import { PostgresRelayLog } from './postgres-relay-log'

/** The statements that are the same in every service, with `wallet` for the schema. The batch is kept by each service. */
it('asks for its own tables as the committed SQL says', async () => {
  const recorder = new StatementRecorder((text) => {
    if (text.endsWith('FROM head')) return [{ partition: 0 }]
    if (/^SELECT position, hash/.test(text)) return [{ position: '0', hash: GENESIS, kafka_offset: '-1' }]
    return text.includes('relay_checkpoint') ? [{ position: '0', partition: 0 }] : []
  })
  const client = recorder as unknown as pg.Client
  const connect = () => Promise.resolve(recorder as unknown as pg.Client)
  const storage = new PostgresPartitionStorage({
    schema: 'wallet',
    partition: 0,
    instance: 'one',
    store: { load: () => Promise.resolve(), parts: () => [], forget: () => undefined },
    connect,
    database: new BatchDatabase('wallet', connect),
  })
  await recorder.under('look_up', () => storage.lookUp({ commandIds: [], claims: [] }))
  await recorder.under('due_timers', () => storage.dueTimers(0, 1))
  await recorder.under('next_timer', () => storage.nextTimer(0))
  await recorder.under('parked_of', () => storage.parkedOf('one', 1))
  const relay = new PostgresRelayLog(recorder, 'wallet')
  await recorder.under('relay_checkpoint', () => relay.checkpoint(0))
  await recorder.under('relay_read', () => relay.read(0, 0, 1))
  await recorder.under('relay_advance', () => relay.advance([{ partition: 0, from: 0, to: 1 }]))
  const projection = {
    consumer: 'view',
    source: 'order',
    events: counterEvents,
    apply: () => Promise.resolve(),
  } as const
  const untold = { failed: () => undefined, stopped: () => undefined }
  const runner = new ProjectionRunner(recorder as unknown as pg.Pool, 'wallet', projection, untold)
  await recorder.under('source_position_read', () => runner.own(0))
  const row = { position: 1, type: '', subject: '', key: '', data: '{}', headers: {}, commands: [], hash: GENESIS }
  await recorder.under('source_position_move', () =>
    runner.applyRows(0, [{ ...row, commandsText: undefined, commandsHash: undefined }]),
  )
  const ownership = new PostgresOwnership('wallet', () => Promise.resolve(client))
  await recorder.under('ownership_open', () => ownership.open(() => undefined))
  await recorder.under('ownership_look', () => ownership.look())
  await recorder.under('ownership_take', () => ownership.take(0))
  await recorder.under('ownership_release', () => ownership.release(0))
  expectStatements('libs/engine/sql', recorder)
})
