import { testDatabase, type TestDatabase } from '@filao/testing'
import pg from 'pg'
import { readPartitionFigures } from './partition-figures'

describe('figures of the partitions', () => {
  let database: TestDatabase
  let pool: pg.Pool

  beforeAll(async () => {
    database = await testDatabase('figures')
    pool = new pg.Pool({ connectionString: database.url, max: 1 })
    await pool.query(`
      CREATE SCHEMA things;
      CREATE TABLE things.log_head (partition smallint PRIMARY KEY, position bigint);
      CREATE TABLE things.relay_checkpoint (partition smallint PRIMARY KEY, position bigint);
      CREATE TABLE things.event_log (partition smallint, position bigint, time timestamptz, PRIMARY KEY (partition, position));
      CREATE TABLE things.timers (partition smallint, id text, due_at timestamptz);
      CREATE TABLE things.parked (partition smallint, aggregate text, ordinal bigint);
      INSERT INTO things.log_head VALUES (0, 7), (1, 9);
      INSERT INTO things.relay_checkpoint VALUES (0, 7), (1, 6);
      INSERT INTO things.event_log SELECT 1, p, now() - interval '1 minute' * (10 - p) FROM generate_series(1, 9) p;
      INSERT INTO things.timers VALUES (0, 'later', now() + interval '1 hour'), (1, 'due', now() - interval '2 minutes');
      INSERT INTO things.parked VALUES (1, 'a', 1), (1, 'a', 2)`)
  })
  afterAll(async () => {
    await pool.end()
    await database.drop()
  })

  it('tell what is not published and for how long, what is overdue and what waits, of every partition', async () => {
    const [quiet, busy] = await readPartitionFigures(pool, 'things')
    expect(quiet).toEqual({
      partition: 0,
      unpublished: 0,
      oldestUnpublishedSeconds: 0,
      timersOverdueSeconds: 0,
      parked: 0,
    })
    expect(busy).toMatchObject({ partition: 1, unpublished: 3, parked: 2 })
    // The oldest of them is at position 7, which came about three minutes ago.
    expect(Math.round(busy!.oldestUnpublishedSeconds / 60)).toBe(3)
    expect(Math.round(busy!.timersOverdueSeconds / 60)).toBe(2)
  })
})
