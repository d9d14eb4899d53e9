import { toTimestamp, type Event } from '@filao/kernel'
import type { BatchWrite } from '../partition-storage'
import type { StatementPart } from '../state-store'
import { rowsOfArrays } from './upsert'
import { byteas, jsons, plain, texts } from './values'

/** The engine's own pieces of a batch's statement; the fence first. Everything else selects from it. */
export function engineParts(schema: string, instance: string, batch: BatchWrite<Event>): readonly StatementPart[] {
  return [
    fence(schema, instance, batch),
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

const fence = (schema: string, instance: string, { expected, head }: BatchWrite<Event>): StatementPart => ({
  name: 'head',
  sql: `UPDATE ${schema}.log_head AS head SET position = t.position, hash = t.hash, last_time = t.last_time
    FROM unnest($partition::smallint[], $1::bigint[], $2::bytea[], $3::timestamptz[], $4::bigint[], $5::uuid[])
      AS t (partition, position, hash, last_time, expected, owner)
    WHERE head.partition = t.partition AND head.position = t.expected AND head.owner = t.owner RETURNING head.partition`,
  values: [
    plain([head.position]),
    byteas([head.hash]),
    plain([toTimestamp(head.lastTime)]),
    plain([expected.position]),
    plain([instance]),
  ],
})

const LOG_COLUMNS = [
  { name: 'position', type: 'bigint' },
  { name: 'type', type: 'text' },
  { name: 'subject', type: 'uuid' },
  { name: 'key', type: 'uuid' },
  { name: 'data', type: 'json' },
  { name: 'headers', type: 'json' },
  { name: 'commands', type: 'json' },
  { name: 'commands_hash', type: 'text' },
  { name: 'time', type: 'timestamptz' },
  { name: 'hash', type: 'bytea' },
]
const log: Part = (schema, { rows }) => ({
  name: 'log',
  sql: `INSERT INTO ${schema}.event_log (partition, ${LOG_COLUMNS.map(({ name }) => name).join(', ')})
    SELECT ${rowsOfArrays(LOG_COLUMNS)}`,
  values: [
    plain(rows.map(({ position }) => position)),
    plain(rows.map(({ type }) => type)),
    plain(rows.map(({ subject }) => subject)),
    plain(rows.map(({ key }) => key)),
    jsons(rows.map(({ data }) => data)),
    jsons(rows.map(({ headers }) => JSON.stringify(headers))),
    jsons(rows.map(({ commandsText }) => commandsText)),
    plain(rows.map(({ commandsHash }) => commandsHash)),
    plain(rows.map(({ headers }) => headers['ce_time'])),
    byteas(rows.map(({ hash }) => hash)),
  ],
})

const inbox: Part = (schema, { inbox }) => ({
  name: 'inbox',
  sql: `INSERT INTO ${schema}.inbox (command_id, partition, body_hash, outcome, position)
    SELECT t.id, t.partition, t.body_hash, t.outcome, t.position
    FROM head JOIN unnest($partition::smallint[], $1::uuid[], $2::bytea[], $3::json[], $4::bigint[])
      AS t (partition, id, body_hash, outcome, position) USING (partition)`,
  values: [
    plain(inbox.map(({ commandId }) => commandId)),
    byteas(inbox.map(({ bodyHash }) => bodyHash)),
    jsons(inbox.map(({ outcome }) => outcome)),
    plain(inbox.map(({ position }) => position)),
  ],
})

const incomingLinks: Part = (schema, { incomingLinks }) => ({
  name: 'link_in',
  sql: `INSERT INTO ${schema}.link_in (partition, source, source_partition, sequence, kafka_offset)
    SELECT t.* FROM head JOIN unnest($partition::smallint[], $1::text[], $2::smallint[], $3::bigint[], $4::bigint[])
      AS t (partition) USING (partition)
    ON CONFLICT (partition, source, source_partition)
    DO UPDATE SET sequence = excluded.sequence, kafka_offset = excluded.kafka_offset`,
  values: [
    plain(incomingLinks.map(({ service }) => service)),
    plain(incomingLinks.map(({ partition }) => partition)),
    plain(incomingLinks.map(({ sequence }) => sequence)),
    plain(incomingLinks.map(({ kafkaOffset }) => kafkaOffset)),
  ],
})

const outgoingLinks: Part = (schema, { outgoingLinks }) => ({
  name: 'link_out',
  sql: `INSERT INTO ${schema}.link_out (partition, target, target_partition, sequence)
    SELECT t.* FROM head JOIN unnest($partition::smallint[], $1::text[], $2::smallint[], $3::bigint[])
      AS t (partition) USING (partition)
    ON CONFLICT (partition, target, target_partition) DO UPDATE SET sequence = excluded.sequence`,
  values: [
    plain(outgoingLinks.map(({ service }) => service)),
    plain(outgoingLinks.map(({ partition }) => partition)),
    plain(outgoingLinks.map(({ sequence }) => sequence)),
  ],
})

// Ordered, so that two partitions that claim the same values wait for each other instead of deadlocking.
const claims: Part = (schema, { claims }) => ({
  name: 'claims_made',
  sql: `INSERT INTO ${schema}.claims (scope, value, owner_id, partition)
    SELECT t.scope, t.value, t.owner_id, t.partition
    FROM head JOIN unnest($partition::smallint[], $1::text[], $2::text[], $3::uuid[])
      AS t (partition, scope, value, owner_id) USING (partition) ORDER BY t.scope, t.value`,
  values: [
    plain(claims.map(({ scope }) => scope)),
    texts(claims.map(({ value }) => value)),
    plain(claims.map(({ ownerId }) => ownerId)),
  ],
})

// Here and below, what is deleted is named apart from the join as well: without that every batch would read all there is.
const timersCleared: Part = (schema, { timersCleared }) => ({
  name: 'timers_cleared',
  sql: `DELETE FROM ${schema}.timers
    USING head JOIN unnest($partition::smallint[], $1::text[]) AS t (partition, id) USING (partition)
    WHERE timers.partition = t.partition AND timers.id = ANY ($1::text[]) AND timers.id = t.id`,
  values: [texts(timersCleared)],
})

const timersSet: Part = (schema, { timersSet }) => ({
  name: 'timers_set',
  sql: `INSERT INTO ${schema}.timers (partition, id, due_at, command)
    SELECT t.* FROM head JOIN unnest($partition::smallint[], $1::text[], $2::timestamptz[], $3::json[])
      AS t (partition) USING (partition)
    ON CONFLICT (partition, id) DO UPDATE SET due_at = excluded.due_at, command = excluded.command`,
  values: [
    texts(timersSet.map(({ id }) => id)),
    plain(timersSet.map(({ dueAt }) => toTimestamp(dueAt))),
    jsons(timersSet.map(({ command }) => command)),
  ],
})

const parked: Part = (schema, { parked }) => ({
  name: 'parked_added',
  sql: `INSERT INTO ${schema}.parked (partition, aggregate, ordinal, source, position, headers, value, error)
    SELECT t.* FROM head JOIN unnest($partition::smallint[], $1::text[], $2::bigint[], $3::text[], $4::bigint[], $5::json[],
      $6::bytea[], $7::text[]) AS t (partition) USING (partition)`,
  values: [
    texts(parked.map(({ aggregate }) => aggregate)),
    plain(parked.map(({ ordinal }) => ordinal)),
    plain(parked.map(({ source }) => source)),
    plain(parked.map(({ position }) => position)),
    jsons(parked.map(({ headers }) => JSON.stringify(headers))),
    byteas(parked.map(({ value }) => value)),
    texts(parked.map(({ error }) => error)),
  ],
})

const unparked: Part = (schema, { unparked }) => ({
  name: 'parked_done',
  sql: `DELETE FROM ${schema}.parked USING head
      JOIN unnest($partition::smallint[], $1::text[], $2::bigint[]) AS t (partition, aggregate, ordinal) USING (partition)
    WHERE parked.partition = t.partition AND parked.aggregate = ANY ($1::text[])
      AND parked.aggregate = t.aggregate AND parked.ordinal = t.ordinal`,
  values: [texts(unparked.map(({ aggregate }) => aggregate)), plain(unparked.map(({ ordinal }) => ordinal))],
})
