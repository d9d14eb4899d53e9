import { SERVICES } from '@filao/contracts'
import type { Queryable, Row } from '@filao/engine'
import { decodeCursor, toPage } from '@filao/service'
import type { AuditEventList, AuditEventQuery, AuditEventView, CompletenessView } from '../http/audit.schemas'
import type { OwnerHeads } from './owner-heads.queries'

/** Looks records up, newest first. */
export async function readAuditEvents(db: Queryable, query: AuditEventQuery): Promise<AuditEventList> {
  const [at, source, partition, position] = query.cursor === undefined ? [] : decodeCursor(query.cursor, 4)
  const { rows } = await db.query({
    text: `SELECT * FROM audit.audit_log
      WHERE ($1::text IS NULL OR event_type = $1) AND ($2::text IS NULL OR subject = $2)
        AND ($3::text IS NULL OR actor_kind || ':' || actor_id = $3)
        AND ($4::timestamptz IS NULL OR occurred_at >= $4) AND ($5::timestamptz IS NULL OR occurred_at < $5)
        AND ($6::timestamptz IS NULL
          OR (recorded_at, source, source_partition, source_position) < ($6, $7::text, $8::smallint, $9::bigint))
      ORDER BY recorded_at DESC, source DESC, source_partition DESC, source_position DESC LIMIT $10`,
    values: [
      query.type ?? null,
      query.subject ?? null,
      query.actor ?? null,
      query.from ?? null,
      query.to ?? null,
      at ?? null,
      source ?? null,
      partition ?? null,
      position ?? null,
      query.limit + 1,
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
    type: text(row, 'event_type'),
    category: text(row, 'event_category'),
    severity: text(row, 'severity'),
    subject: text(row, 'subject'),
    actor: `${text(row, 'actor_kind')}:${text(row, 'actor_id')}`,
    requestId: row['request_id'] as string | null,
    data: (row['data'] as Buffer).toString('utf8'),
    dataHash: hex(row, 'data_hash'),
    leafHash: hex(row, 'leaf_hash'),
    chainHash: row['chain_hash'] === null ? null : hex(row, 'chain_hash'),
    occurredAt: time(row, 'occurred_at'),
    recordedAt: time(row, 'recorded_at'),
  }
}

/** Per source partition what is recorded, beside the head of the owner's own log. */
export async function readCompleteness(db: Queryable, heads: OwnerHeads): Promise<CompletenessView> {
  const { rows } = await db.query({
    text: 'SELECT * FROM audit.audit_positions ORDER BY source, source_partition',
  })
  const owners = await heads.read()
  const recorded = new Map(rows.map((row) => [`${text(row, 'source')}/${number(row, 'source_partition')}`, row]))
  const items = rows.map((row) =>
    completenessOf(row, owners.get(`${text(row, 'source')}/${number(row, 'source_partition')}`)),
  )
  // A log that the owner has written to and of which nothing has been recorded.
  for (const [name, { position, hash }] of owners) {
    if (recorded.has(name) || position === 0) continue
    const [source, partition] = name.split('/')
    items.push({
      ...NOTHING,
      source: source!,
      partition: Number(partition),
      owner: { position: String(position), hash },
      lag: String(position),
    })
  }
  return { items }
}

const NOTHING = {
  first: '1',
  last: '0',
  count: '0',
  treeSize: '0',
  root: '',
  hash: '',
  gapAt: null,
  stopped: null,
  agrees: false,
}

function completenessOf(
  row: Row,
  owner: { readonly position: number; readonly hash: string } | undefined,
): CompletenessView['items'][number] {
  const last = Number(row['last_position'])
  const hash = hex(row, 'last_hash')
  // Links have no head of their own: that no number is missing is all that can be said of them.
  const isLog = (SERVICES as readonly string[]).includes(text(row, 'source'))
  return {
    source: text(row, 'source'),
    partition: Number(row['source_partition']),
    first: number(row, 'first_position'),
    last: number(row, 'last_position'),
    count: number(row, 'count'),
    treeSize: number(row, 'tree_size'),
    root: hex(row, 'root'),
    hash,
    gapAt: row['gap_at'] === null ? null : number(row, 'gap_at'),
    stopped: row['stop_reason'] as string | null,
    owner: owner ? { position: String(owner.position), hash: owner.hash } : null,
    lag: owner ? String(owner.position - last) : null,
    agrees: row['stop_reason'] === null && (isLog ? owner?.position === last && owner.hash === hash : true),
  }
}
