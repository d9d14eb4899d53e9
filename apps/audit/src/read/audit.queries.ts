import { describe, isWithheld, WITHHELD_TYPES } from '@filao/audit'
import type { Queryable, Row } from '@filao/engine'
import { decodeCursor, TimeTextInput, toPage } from '@filao/service'
import { z } from 'zod'
import type { AuditEventList, AuditEventQuery, AuditEventView } from '../http/audit.schemas'

/**
 * Looks records up, newest first. Of what is withheld nothing but its place and hashes is shown, and whoever looks for
 * a type, a subject or an actor does not find it: a search would tell what the record does not. Not prepared on
 * purpose: planned with its values, what is not asked for falls out of the statement, and rare values are found by the
 * block range index, frequent ones by reading backwards.
 */
export async function readAuditEvents(db: Queryable, query: AuditEventQuery): Promise<AuditEventList> {
  const [at, source, partition, position] = query.cursor === undefined ? [] : decodeCursor(query.cursor, Place)
  const colon = query.actor?.indexOf(':')
  const { rows } = await db.query({
    text: `SELECT * FROM audit.audit_log
      WHERE ($1::text IS NULL OR event_type = $1) AND ($2::text IS NULL OR subject = $2)
        AND ($3::text IS NULL OR actor_kind = $3) AND ($4::text IS NULL OR actor_id = $4)
        AND ($5::timestamptz IS NULL OR occurred_at >= $5) AND ($6::timestamptz IS NULL OR occurred_at < $6)
        AND (($1::text IS NULL AND $2::text IS NULL AND $3::text IS NULL)
          OR regexp_replace(event_type, '\\.v[0-9]+$', '') <> ALL ($12::text[]))
        AND ($7::timestamptz IS NULL
          OR (recorded_at, source, source_partition, source_position) < ($7, $8::text, $9::smallint, $10::bigint))
      ORDER BY recorded_at DESC, source DESC, source_partition DESC, source_position DESC LIMIT $11`,
    values: [
      query.type ?? null,
      query.subject ?? null,
      query.actor?.slice(0, colon) ?? null,
      query.actor?.slice(colon! + 1) ?? null,
      query.from ?? null,
      query.to ?? null,
      at ?? null,
      source ?? null,
      partition ?? null,
      position ?? null,
      query.limit + 1,
      WITHHELD_TYPES,
    ],
  })
  const { items, next } = toPage(rows, {
    limit: query.limit,
    item: eventView,
    place: (row) => [
      time(row, 'recorded_at'),
      text(row, 'source'),
      number(row, 'source_partition'),
      number(row, 'source_position'),
    ],
  })
  return { items: [...items], next }
}

const Place = z.tuple([
  TimeTextInput,
  z.string().regex(/^[a-z0-9>/]{1,40}$/),
  z.string().regex(/^\d{1,4}$/),
  z.string().regex(/^\d{1,16}$/),
])

const text = (row: Row, column: string): string => row[column] as string
const number = (row: Row, column: string): string => String(row[column])
const time = (row: Row, column: string): string => (row[column] as Date).toISOString()
const hex = (row: Row, column: string): string => (row[column] as Buffer).toString('hex')

function eventView(row: Row): AuditEventView {
  const entry = JSON.parse((row['entry'] as Buffer).toString('utf8')) as Record<string, string>
  return {
    id: entry['id'] ?? '',
    source: text(row, 'source'),
    sourcePartition: Number(row['source_partition']),
    sourcePosition: number(row, 'source_position'),
    ...(isWithheld(text(row, 'event_type')) ? WITHHELD : contentOf(row, entry)),
    dataHash: hex(row, 'data_hash'),
    leafHash: hex(row, 'leaf_hash'),
    chainHash: row['chain_hash'] === null ? null : hex(row, 'chain_hash'),
    occurredAt: time(row, 'occurred_at'),
    recordedAt: time(row, 'recorded_at'),
  }
}

type Content = Pick<
  AuditEventView,
  | 'isWithheld'
  | ('type' | 'category' | 'severity' | 'subject' | 'description')
  | ('actor' | 'requestId' | 'traceparent' | 'data')
>

const WITHHELD: Content = {
  isWithheld: true,
  ...{ type: null, category: null, severity: null, subject: null, description: null },
  ...{ actor: null, requestId: null, traceparent: null, data: null },
}

function contentOf(row: Row, entry: Readonly<Record<string, string>>): Content {
  const type = text(row, 'event_type')
  return {
    isWithheld: false,
    type,
    category: text(row, 'event_category'),
    severity: text(row, 'severity'),
    subject: text(row, 'subject'),
    description: describe({
      source: text(row, 'source'),
      type,
      subject: text(row, 'subject'),
      actor: entry['actor'],
    }),
    actor: `${text(row, 'actor_kind')}:${text(row, 'actor_id')}`,
    requestId: row['request_id'] as string | null,
    traceparent: row['traceparent'] as string | null,
    data: (row['data'] as Buffer).toString('utf8'),
  }
}
