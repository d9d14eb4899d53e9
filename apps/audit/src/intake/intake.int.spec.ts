import { randomUUID } from 'node:crypto'
import { appendLeaves, EMPTY_FRONTIER, frontierRoot, leafHash } from '@filao/audit'
import type { InRecord } from '@filao/bus'
import { auditDatabase, type AuditDatabase } from '../testing/audit-database.store'
import { chunkOf, forwardedCommand, linkedCommand, SampleLog } from '../testing/sample-log.state'
import { AuditIntake, type IntakeObserver } from './intake.consumer'
import { headersOfRow } from '../testing/headers-of-row'
import { sha256 } from './record.projection'

const JANUARY = Date.parse('2026-01-31T23:59:59.000Z')
let database: AuditDatabase
beforeAll(async () => void (database = await auditDatabase(new Date(JANUARY))))
afterAll(() => database.close())

class Watch implements IntakeObserver {
  rows = 0
  readonly alarms: string[] = []
  recorded(rows: number): void {
    this.rows += rows
  }
  stopped(
    { source, sourcePartition, position }: { source: string; sourcePartition: number; position: number },
    reason: string,
  ): void {
    this.alarms.push(`${reason} of ${source} ${sourcePartition} after ${position}`)
  }
  unrecordable(_: unknown, offset: bigint, reason: string): void {
    this.alarms.push(`${offset}: ${reason}`)
  }
}

/** Partitions are taken from a counter, so that no test sees another's rows. */
let nextPartition = 0
function setUp(now: () => number = () => JANUARY) {
  const watch = new Watch()
  const partition = nextPartition++
  const intake = new AuditIntake(database.service, { now }, watch)
  return { watch, partition, intake, log: new SampleLog('order', partition) }
}
const rowsOf = async (partition: number, source = 'order') =>
  (
    await database.service.query(
      'SELECT * FROM audit.audit_log WHERE source = $1 AND source_partition = $2 ORDER BY source_position',
      [source, partition],
    )
  ).rows
const positionOf = async (partition: number, source = 'order') =>
  (
    await database.service.query('SELECT * FROM audit.audit_positions WHERE source = $1 AND source_partition = $2', [
      source,
      partition,
    ])
  ).rows[0] as Record<string, unknown>
const changed = (record: InRecord, change: Record<string, string>, value = record.value): InRecord => {
  const headers = new Map(record.headers)
  for (const [name, text] of Object.entries(change)) headers.set(name, Buffer.from(text))
  return { ...record, headers, value }
}

describe('recording', () => {
  test('keeps the bytes and every header as they came', async () => {
    const { intake, log, partition } = setUp()
    log.append(1, { data: { note: 'Désiré "quoted" \\ € 中' }, commands: '[{"target":"wallet"}]' }).append(1)
    const odd = changed(log.records[1]!, { 'x-unknown': 'kept, {too} "as" it is', traceparent: 'x'.repeat(60) })
    await intake.take(chunkOf('order.events.v1', partition, [log.records[0]!, odd]))
    const rows = await rowsOf(partition)
    expect(rows).toHaveLength(2)
    ;[log.records[0]!, odd].forEach((record, index) => {
      const row = rows[index]
      expect(row['data']).toEqual(record.value)
      const came = Object.fromEntries([...record.headers].map(([name, value]) => [name, value.toString()]))
      const kept = { chainHash: row['chain_hash'], commandsHash: row['commands_hash'] }
      expect(
        headersOfRow({ ...kept, entry: row['entry'], traceparent: row['traceparent'], headers: row['headers'] }),
      ).toEqual(came)
      expect(row['data_hash']).toEqual(sha256(record.value!))
      expect(row['leaf_hash']).toEqual(leafHash(row['entry'], sha256))
    })
  })

  test('classifies a row and says who did it', async () => {
    const { intake, log, partition } = setUp()
    const [client, staff] = [randomUUID(), randomUUID()]
    log
      .append(1, { name: 'OrderRefused', actor: `client:${client}` })
      .append(1, { name: 'MarketHalted', actor: `staff:${staff}` })
    log.append(1, { actor: 'system:order' })
    await intake.take(log.chunk())
    expect(await rowsOf(partition)).toMatchObject([
      {
        event_category: 'trading',
        severity: 'warning',
        user_id: client,
        admin_id: null,
        event_type: 'filao.order.OrderRefused.v1',
      },
      { event_category: 'admin_action', severity: 'warning', user_id: null, admin_id: staff, actor_kind: 'staff' },
      { event_category: 'trading', severity: 'info', user_id: null, admin_id: null, actor_id: 'order' },
    ])
  })

  test('grows the tree of a source leaf by leaf, over many chunks and a restart', async () => {
    const { intake, log, partition } = setUp()
    log.append(37)
    await intake.take(log.chunk(1, 10))
    await intake.take(log.chunk(11, 20))
    const other = setUp().intake
    await other.open(partition)
    expect(other.startOffset('order.events.v1', partition)).toBe(20n)
    await other.take(log.chunk(21))
    const leaves = (await rowsOf(partition)).map((row) => row['leaf_hash'] as unknown as Uint8Array)
    expect(leaves).toHaveLength(37)
    const root = frontierRoot(appendLeaves(EMPTY_FRONTIER, leaves, sha256), sha256)
    expect(await positionOf(partition)).toMatchObject({
      last_position: '37',
      count: '37',
      tree_size: '37',
      root,
      gap_at: null,
    })
    expect((await positionOf(partition))['last_hash']).toEqual(Buffer.from(log.hashes.at(-1)!))
  })

  test('changes nothing when everything is delivered again', async () => {
    const { intake, log, partition, watch } = setUp()
    log.append(12)
    await intake.take(log.chunk())
    const before = [await rowsOf(partition), await positionOf(partition)]
    await intake.take(log.chunk())
    await intake.take(log.chunk(5, 9))
    await setUp().intake.take(log.chunk())
    expect([await rowsOf(partition), await positionOf(partition)]).toEqual(before)
    expect(watch).toMatchObject({ rows: 12, alarms: [] })
  })

  test('records links by their sequence and forwarded commands by their id', async () => {
    const { intake, partition, watch } = setUp()
    const link = (from: number, sequence: number, offset: bigint) =>
      linkedCommand(
        { source: 'order', partition: from, target: 'wallet', targetPartition: partition, sequence },
        offset,
      )
    const [one, two] = [randomUUID(), randomUUID()]
    const records = [
      link(0, 1, 0n),
      forwardedCommand('wallet', one, 1n),
      link(3, 1, 2n),
      link(0, 2, 3n),
      forwardedCommand('wallet', one, 4n),
      forwardedCommand('wallet', two, 5n),
    ]
    await intake.take(chunkOf('wallet.commands.v1', partition, records))
    await intake.take(
      chunkOf('wallet.commands.v1', partition, [...records, link(0, 3, 6n), forwardedCommand('wallet', two, 7n)]),
    )
    expect((await rowsOf(0, `order>wallet/${partition}`)).map((row) => row['source_position'])).toEqual(['1', '2', '3'])
    expect(await rowsOf(3, `order>wallet/${partition}`)).toHaveLength(1)
    expect(await positionOf(partition, '>wallet')).toMatchObject({ last_position: '2', kafka_offset: '5' })
    expect(watch).toMatchObject({ rows: 6, alarms: [] })
    expect(intake.startOffset('wallet.commands.v1', partition)).toBe(7n)
  })

  test('puts chunks that wait into one statement', async () => {
    const { intake, partition, watch } = setUp()
    const logs = (['order', 'wallet', 'market', 'identity'] as const).map((service) =>
      new SampleLog(service, partition).append(20),
    )
    const results = await Promise.all(
      logs.flatMap((log) => [intake.take(log.chunk(1, 10)), intake.take(log.chunk(11))]),
    )
    expect(results).toEqual(Array(8).fill({ handled: 10 }))
    expect(watch.rows).toBe(80)
  })
})

describe('what does not follow', () => {
  test('a gap is looked for once, then stops its source while others flow', async () => {
    const { intake, log, partition, watch } = setUp()
    const wallet = new SampleLog('wallet', partition).append(4)
    log.append(9)
    await intake.take(log.chunk(1, 3))
    expect(await intake.take(log.chunk(5, 6))).toEqual({ handled: 2, rewind: { offset: 2n } })
    expect(watch.alarms).toEqual([])
    const again = chunkOf('order.events.v1', partition, [log.records[2]!, ...log.records.slice(4, 6)])
    expect(await intake.take(again)).toEqual({ handled: 3, stop: { reason: 'gap' } })
    expect(watch.alarms).toEqual([`gap of order ${partition} after 3`])
    expect(await positionOf(partition)).toMatchObject({ last_position: '3', gap_at: '4', stop_reason: 'gap' })
    await intake.take(wallet.chunk())
    expect(await rowsOf(partition, 'wallet')).toHaveLength(4)
    expect(await rowsOf(partition)).toHaveLength(3)
  })

  test('a stopped source goes on when the missing record comes', async () => {
    const { intake, log, partition } = setUp()
    log.append(6)
    await intake.take(log.chunk(1, 2))
    await intake.take(log.chunk(4, 4))
    await intake.take(log.chunk(4, 4))
    const restarted = setUp().intake
    await restarted.open(partition)
    expect(restarted.startOffset('order.events.v1', partition)).toBe(2n)
    expect(await restarted.take(log.chunk(3))).toEqual({ handled: 4 })
    expect(await positionOf(partition)).toMatchObject({ last_position: '6', gap_at: null, stop_reason: null })
  })

  test('a gap in one link stops that link alone', async () => {
    const { intake, partition, watch } = setUp()
    const link = (from: number, sequence: number, offset: bigint) =>
      linkedCommand(
        { source: 'order', partition: from, target: 'wallet', targetPartition: partition, sequence },
        offset,
      )
    const records = [link(0, 1, 0n), link(1, 2, 1n), link(0, 2, 2n)]
    const chunk = chunkOf('wallet.commands.v1', partition, records)
    expect(await intake.take(chunk)).toEqual({ handled: 3, rewind: { offset: undefined } })
    expect(await intake.take(chunk)).toEqual({ handled: 3 })
    await intake.take(chunkOf('wallet.commands.v1', partition, [link(1, 3, 3n), link(0, 3, 4n)]))
    expect(await positionOf(0, `order>wallet/${partition}`)).toMatchObject({ last_position: '3', gap_at: null })
    expect(await positionOf(1, `order>wallet/${partition}`)).toMatchObject({ last_position: '0', gap_at: '1' })
    expect(watch.alarms).toEqual([`gap of order>wallet/${partition} 1 after 0`])
    expect(intake.startOffset('wallet.commands.v1', partition)).toBe(0n)
  })

  test('a row of the source log altered by hand breaks the chain of hashes', async () => {
    const { intake, log, partition, watch } = setUp()
    log.append(5, { data: { amount: '10' } })
    log.records[3] = changed(log.records[3]!, {}, Buffer.from('{"amount":"99"}'))
    expect(await intake.take(log.chunk())).toEqual({ handled: 5, stop: { reason: 'gap' } })
    expect(await rowsOf(partition)).toHaveLength(3)
    expect(watch.alarms).toEqual([`fork of order ${partition} after 3`])
    expect(await positionOf(partition)).toMatchObject({ last_position: '3', stop_reason: 'fork' })
  })

  test('a log that was restored and went on otherwise is found where it meets the recorded one', async () => {
    const { intake, log, partition, watch } = setUp()
    const forked = new SampleLog('order', partition).append(8)
    await intake.take(log.append(5).chunk())
    await intake.take(forked.chunk(5, 8))
    expect(await positionOf(partition)).toMatchObject({ last_position: '5', stop_reason: 'fork' })
    expect(watch.alarms).toEqual([`fork of order ${partition} after 5`])
  })

  test('a record that is not of the platform is told, and leaves a hole that stops its source', async () => {
    const { intake, log, partition, watch } = setUp()
    log.append(3)
    log.records[1] = changed(log.records[1]!, { ce_actor: 'nobody' })
    expect(await intake.take(log.chunk())).toMatchObject({ rewind: { offset: 0n } })
    await intake.take(log.chunk())
    expect(watch.alarms).toEqual([
      '1: ce_actor is not kind:id',
      '1: ce_actor is not kind:id',
      `gap of order ${partition} after 1`,
    ])
  })
})

describe('two instances', () => {
  test('record a partition together once: compare-and-set lets one win', async () => {
    const { intake, log, partition, watch } = setUp()
    const other = setUp()
    log.append(60)
    await intake.open(partition)
    await other.intake.open(partition)
    for (let from = 1; from <= 60; from += 10) {
      const chunk = log.chunk(from, from + 9)
      expect(await Promise.all([intake.take(chunk), other.intake.take(chunk)])).toEqual([
        { handled: 10 },
        { handled: 10 },
      ])
    }
    expect((await rowsOf(partition)).map((row) => Number(row['source_position']))).toEqual(
      Array.from({ length: 60 }, (_, i) => i + 1),
    )
    expect(watch.rows + other.watch.rows).toBe(60)
    expect([...watch.alarms, ...other.watch.alarms]).toEqual([])
  })

  test('a stale one sees that the other went on, and goes on from there', async () => {
    const { intake, log, partition } = setUp()
    const other = setUp().intake
    log.append(9)
    await intake.take(log.chunk(1, 2))
    await other.take(log.chunk(1, 6))
    expect(await intake.take(log.chunk(3, 9))).toEqual({ handled: 7 })
    expect(await positionOf(partition)).toMatchObject({ last_position: '9', count: '9' })
  })
})

describe('the table', () => {
  test.each([
    ['update', `UPDATE audit.audit_log SET severity = 'info'`],
    ['delete', 'DELETE FROM audit.audit_log'],
    ['truncate', 'TRUNCATE audit.audit_log'],
    ['delete of a month', 'DELETE FROM audit.audit_log_2026_01'],
    ['truncate of a month', 'TRUNCATE audit.audit_log_2026_01'],
    ['insert past the parent', 'INSERT INTO audit.audit_log_2026_01 SELECT * FROM audit.audit_log LIMIT 1'],
  ])('refuses the service an %s', async (_, statement) => {
    await expect(database.service.query(statement)).rejects.toMatchObject({ code: '42501' })
  })
  test.each([
    ['update', `UPDATE audit.audit_log SET severity = 'info'`],
    ['delete', 'DELETE FROM audit.audit_log'],
    ['truncate', 'TRUNCATE audit.audit_log'],
    ['delete of a month', 'DELETE FROM audit.audit_log_2026_01'],
    ['truncate of a month', 'TRUNCATE audit.audit_log_2026_01'],
  ])('refuses its owner an %s', async (_, statement) => {
    const { intake, log } = setUp()
    await intake.take(log.append(1).chunk())
    await expect(database.owner.query(statement)).rejects.toThrow(/append only/)
  })
  test('takes the next month at midnight UTC, and goes on from one to the other', async () => {
    let now = JANUARY + 999
    const { intake, log, partition } = setUp(() => now)
    log.append(4)
    await intake.take(log.chunk(1, 2))
    now = Date.parse('2026-02-01T00:00:00.000Z')
    await intake.take(log.chunk(3, 4))
    const { rows } = await database.owner.query(
      'SELECT tableoid::regclass::text AS month, count(*)::int FROM audit.audit_log WHERE source = $1 AND source_partition = $2 GROUP BY 1 ORDER BY 1',
      ['order', partition],
    )
    expect(rows).toEqual([
      { month: 'audit.audit_log_2026_01', count: 2 },
      { month: 'audit.audit_log_2026_02', count: 2 },
    ])
  })
  test('gets a month that nobody made ahead on the next delivery', async () => {
    const { intake, log, partition } = setUp(() => Date.parse('2027-06-15T12:00:00.000Z'))
    log.append(2)
    await expect(intake.take(log.chunk())).rejects.toMatchObject({ code: '23514' })
    expect(await intake.take(log.chunk())).toEqual({ handled: 2 })
    expect(await rowsOf(partition)).toHaveLength(2)
  })
})

describe('what the audit shows of itself', () => {
  test('is how far each topic is read in its partitions, for those who watch the lag with Kafka’s own tools', async () => {
    const { intake, log, partition } = setUp()
    log.append(3)
    await intake.open(partition)
    expect([...intake.reached()]).toEqual([])
    await intake.take(log.chunk())
    expect([...intake.reached()]).toEqual([{ topic: 'order.events.v1', partition, offset: 3n }])
    expect([...intake.positions()]).toEqual([{ source: `order/${partition}`, position: 3 }])
    intake.close(partition)
    expect([...intake.reached()]).toEqual([])
  })
})
