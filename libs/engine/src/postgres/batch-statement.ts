import { toTimestamp, type Event } from '@filao/kernel'
import type { BatchWrite } from '../partition-storage'
import type { StatementPart } from '../state-store'
import { byteaArray, jsonArray, plainArray, textArray } from './sql-array'
import { rowsOfArrays } from './upsert'

/** The engine's own pieces of a batch's statement; the fence first. Everything else selects from it. */
export function engineParts(
  schema: string,
  partition: number,
  instance: string,
  batch: BatchWrite<Event>,
): readonly StatementPart[] {
  return [
    fence(schema, partition, instance, batch),
    log(schema, batch),
    inbox(schema, batch),
    incomingLinks(schema, batch),
    outgoingLinks(schema, batch),
    claims(schema, batch),
    timersCleared(schema, batch),
    timersSet(schema, batch),
    parked(schema, batch),
    unparked(schema, batch),
  ]
}

type Part = (schema: string, batch: BatchWrite<Event>) => StatementPart

const fence = (
  schema: string,
  partition: number,
  instance: string,
  { expected, head }: BatchWrite<Event>,
): StatementPart => ({
  name: 'head',
  sql: `UPDATE ${schema}.log_head SET position = $1::bigint, hash = $2::bytea, last_time = $3::timestamptz
    WHERE partition = $4::smallint AND position = $5::bigint AND owner = $6::uuid RETURNING partition`,
  values: [head.position, head.hash, toTimestamp(head.lastTime), partition, expected.position, instance],
})

const LOG_COLUMNS = ['bigint', 'text', 'uuid', 'uuid', 'json', 'json', 'json', 'text', 'timestamptz', 'bytea'].map(
  (type) => ({ type }),
)
const log: Part = (schema, { rows }) => ({
  name: 'log',
  sql: `INSERT INTO ${schema}.event_log (partition, position, type, subject, key, data, headers, commands, commands_hash, time, hash)
    SELECT head.partition, ${rowsOfArrays(LOG_COLUMNS)} FROM head`,
  values: [
    plainArray(rows.map(({ position }) => position)),
    plainArray(rows.map(({ type }) => type)),
    plainArray(rows.map(({ subject }) => subject)),
    plainArray(rows.map(({ key }) => key)),
    jsonArray(rows.map(({ data }) => data)),
    jsonArray(rows.map(({ headers }) => JSON.stringify(headers))),
    jsonArray(rows.map(({ commandsText }) => commandsText)),
    plainArray(rows.map(({ commandsHash }) => commandsHash)),
    plainArray(rows.map(({ headers }) => headers['ce_time'])),
    byteaArray(rows.map(({ hash }) => hash)),
  ],
})

const inbox: Part = (schema, { inbox }) => ({
  name: 'inbox',
  sql: `INSERT INTO ${schema}.inbox (command_id, partition, body_hash, outcome, position)
    SELECT t.id, head.partition, t.body_hash, t.outcome, t.position
    FROM head, unnest($1::uuid[], $2::bytea[], $3::json[], $4::bigint[]) AS t (id, body_hash, outcome, position)`,
  values: [
    plainArray(inbox.map(({ commandId }) => commandId)),
    byteaArray(inbox.map(({ bodyHash }) => bodyHash)),
    jsonArray(inbox.map(({ outcome }) => outcome)),
    plainArray(inbox.map(({ position }) => position)),
  ],
})

const incomingLinks: Part = (schema, { incomingLinks }) => ({
  name: 'link_in',
  sql: `INSERT INTO ${schema}.link_in (partition, source, source_partition, sequence, kafka_offset)
    SELECT head.partition, t.* FROM head, unnest($1::text[], $2::smallint[], $3::bigint[], $4::bigint[]) AS t
    ON CONFLICT (partition, source, source_partition)
    DO UPDATE SET sequence = excluded.sequence, kafka_offset = excluded.kafka_offset`,
  values: [
    plainArray(incomingLinks.map(({ service }) => service)),
    plainArray(incomingLinks.map(({ partition }) => partition)),
    plainArray(incomingLinks.map(({ sequence }) => sequence)),
    plainArray(incomingLinks.map(({ kafkaOffset }) => kafkaOffset)),
  ],
})

const outgoingLinks: Part = (schema, { outgoingLinks }) => ({
  name: 'link_out',
  sql: `INSERT INTO ${schema}.link_out (partition, target, target_partition, sequence)
    SELECT head.partition, t.* FROM head, unnest($1::text[], $2::smallint[], $3::bigint[]) AS t
    ON CONFLICT (partition, target, target_partition) DO UPDATE SET sequence = excluded.sequence`,
  values: [
    plainArray(outgoingLinks.map(({ service }) => service)),
    plainArray(outgoingLinks.map(({ partition }) => partition)),
    plainArray(outgoingLinks.map(({ sequence }) => sequence)),
  ],
})

// Ordered, so that two partitions that claim the same values wait for each other instead of deadlocking.
const claims: Part = (schema, { claims }) => ({
  name: 'claims_made',
  sql: `INSERT INTO ${schema}.claims (scope, value, owner_id, partition)
    SELECT t.scope, t.value, t.owner_id, head.partition
    FROM head, unnest($1::text[], $2::text[], $3::uuid[]) AS t (scope, value, owner_id) ORDER BY t.scope, t.value`,
  values: [
    plainArray(claims.map(({ scope }) => scope)),
    textArray(claims.map(({ value }) => value)),
    plainArray(claims.map(({ ownerId }) => ownerId)),
  ],
})

const timersCleared: Part = (schema, { timersCleared }) => ({
  name: 'timers_cleared',
  sql: `DELETE FROM ${schema}.timers USING head WHERE timers.partition = head.partition AND timers.id = ANY ($1::text[])`,
  values: [textArray(timersCleared)],
})

const timersSet: Part = (schema, { timersSet }) => ({
  name: 'timers_set',
  sql: `INSERT INTO ${schema}.timers (partition, id, due_at, command)
    SELECT head.partition, t.* FROM head, unnest($1::text[], $2::timestamptz[], $3::json[]) AS t
    ON CONFLICT (partition, id) DO UPDATE SET due_at = excluded.due_at, command = excluded.command`,
  values: [
    textArray(timersSet.map(({ id }) => id)),
    plainArray(timersSet.map(({ dueAt }) => toTimestamp(dueAt))),
    jsonArray(timersSet.map(({ command }) => command)),
  ],
})

const parked: Part = (schema, { parked }) => ({
  name: 'parked_added',
  sql: `INSERT INTO ${schema}.parked (partition, aggregate, ordinal, source, position, headers, value, error)
    SELECT head.partition, t.* FROM head, unnest($1::text[], $2::bigint[], $3::text[], $4::bigint[], $5::json[], $6::bytea[], $7::text[]) AS t`,
  values: [
    textArray(parked.map(({ aggregate }) => aggregate)),
    plainArray(parked.map(({ ordinal }) => ordinal)),
    plainArray(parked.map(({ source }) => source)),
    plainArray(parked.map(({ position }) => position)),
    jsonArray(parked.map(({ headers }) => JSON.stringify(headers))),
    byteaArray(parked.map(({ value }) => value)),
    textArray(parked.map(({ error }) => error)),
  ],
})

// The aggregates are named apart from the join as well: without them every batch would read all that is parked.
const unparked: Part = (schema, { unparked }) => ({
  name: 'parked_done',
  sql: `DELETE FROM ${schema}.parked USING head, unnest($1::text[], $2::bigint[]) AS t (aggregate, ordinal)
    WHERE parked.partition = head.partition AND parked.aggregate = ANY ($1::text[])
      AND parked.aggregate = t.aggregate AND parked.ordinal = t.ordinal`,
  values: [textArray(unparked.map(({ aggregate }) => aggregate)), plainArray(unparked.map(({ ordinal }) => ordinal))],
})
