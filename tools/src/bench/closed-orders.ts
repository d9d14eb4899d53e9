import type { Client } from 'pg'

/** Keys of the requests of two weeks stand in the inbox; each closed order was one. */
const MONTH_MS = 30 * 24 * 3600 * 1000

/**
 * Multiplies the closed orders of a platform, with their reservations and the keys of their requests, until there are so
 * many more. Their ids are those of a month before, so that they lie in the indexes where they would.
 */
export async function addClosedOrders(admin: Client, orders: number): Promise<void> {
  const begin = Date.now() - MONTH_MS
  await multiply(admin, { table: '"order".orders', where: 'closed_at IS NOT NULL', rows: orders, begin })
  await multiply(admin, { table: 'wallet.reservations', where: 'closed_at IS NOT NULL', rows: orders, begin })
  await admin.query(
    `INSERT INTO "order".inbox (command_id, partition, body_hash, outcome, position)
      SELECT gen_random_uuid(), i.partition, i.body_hash, i.outcome, i.position
      FROM (SELECT * FROM "order".inbox LIMIT 1) AS i, generate_series(1, $1)`,
    [orders],
  )
}

interface Multiplied {
  readonly table: string
  readonly where: string
  readonly rows: number
  readonly begin: number
}

/** Copies rows under ids of an earlier time: 48 bits of a UUIDv7 are its milliseconds, the rest keeps its partition. */
async function multiply(admin: Client, { table, where, rows, begin }: Multiplied): Promise<void> {
  await admin.query(
    `WITH samples AS (SELECT whole, row_number() OVER () AS number, count(*) OVER () AS samples FROM (
        SELECT whole FROM ${table} AS whole WHERE ${where} ORDER BY id DESC LIMIT 1000) AS newest)
      INSERT INTO ${table} SELECT (jsonb_populate_record(whole, jsonb_build_object('id',
        overlay(replace((whole).id::text, '-', '') placing lpad(to_hex($1::bigint + copy), 12, '0') from 1 for 12)))).*
      FROM samples, generate_series(1, $2::bigint / samples + 1) AS copy WHERE (copy - 1) * samples + number <= $2`,
    [begin, rows],
  )
}
