import { appendLeaves, frontierBytes, frontierRoot, leafHash, readFrontier, type Frontier } from '@filao/audit'
import { entryOf, eventId, type ServiceName } from '@filao/contracts'
import { byteaArray, chainHash, jsonArray, plainArray } from '@filao/engine'
import { hash } from 'node:crypto'
import type { Client } from 'pg'

/** A log that is written past the service, while nothing runs: what it would have written had it run for weeks. */
export interface HistoryPlan {
  /** Connection of a superuser to the platform's database. */
  readonly admin: Client
  readonly service: ServiceName
  readonly partition: number
  readonly events: number
  readonly progress: (events: number) => void
}

interface Template {
  readonly type: string
  readonly subject: string
  readonly key: string
  readonly data: string
  readonly headers: Readonly<Record<string, string>>
  readonly time: string
}

interface Written extends Template {
  readonly position: number
  readonly chain: Buffer
}

const TEMPLATES_MAX = 500
const ROWS_OF_STATEMENT = 5000
/** Every service that follows the logs of others or its own. */
const FOLLOWERS = ['identity', 'market', 'order', 'wallet', 'compliance', 'payment'] as const

const sha256 = (bytes: Uint8Array): Buffer => hash('sha256', bytes, 'buffer')

/**
 * Appends events to a log: contiguous positions, each hash following from the one before, the head at the end. The
 * events repeat those that the log has, without the commands of their reactions, which were carried out long ago.
 * Whoever follows the log has followed it to its end: relay, projections and the audit, whose tree has a leaf for every
 * event, though not its copy.
 */
export async function appendHistory(plan: HistoryPlan): Promise<void> {
  const { admin, service, partition, events } = plan
  const templates = await templatesOf(plan)
  const head = await admin.query<{ position: string; hash: Buffer }>(
    `SELECT position, hash FROM "${service}".log_head WHERE partition = $1`,
    [partition],
  )
  let position = Number(head.rows[0]!.position)
  let chain = head.rows[0]!.hash
  let frontier = await frontierOf(plan)
  if (frontier.size !== position)
    throw new Error(`the audit has ${frontier.size} of the ${position} events of ${service}/${partition}`)
  const end = position + events
  while (position < end) {
    const rows: Written[] = []
    const leaves: Uint8Array[] = []
    while (rows.length < ROWS_OF_STATEMENT && position < end) {
      position += 1
      const template = templates[position % templates.length]!
      const { data } = template
      const id = eventId(service, partition, position)
      const headers = { ...template.headers, ce_id: id, ce_sequence: String(position) }
      chain = chainHash({ previous: chain, headers, data, commands: undefined }).hash
      rows.push({ ...template, headers, position, chain })
      leaves.push(leafHash(Buffer.from(entryOf(headers, hash('sha256', data, 'hex'))), sha256))
    }
    frontier = appendLeaves(frontier, leaves, sha256)
    await insert(plan, rows)
    plan.progress(rows.length)
  }
  await moveTo(plan, { position, chain, frontier })
}

async function templatesOf({ admin, service, partition }: HistoryPlan): Promise<readonly Template[]> {
  const { rows } = await admin.query<Omit<Template, 'headers'> & { headers: string }>(
    `SELECT type, subject, key, data::text AS data, headers::text AS headers, headers ->> 'ce_time' AS time
      FROM "${service}".event_log WHERE partition = $1 ORDER BY position DESC LIMIT ${TEMPLATES_MAX}`,
    [partition],
  )
  return rows.map((row) => ({ ...row, headers: JSON.parse(row.headers) as Template['headers'] }))
}

async function insert({ admin, service, partition }: HistoryPlan, rows: readonly Written[]): Promise<void> {
  await admin.query(
    `INSERT INTO "${service}".event_log (partition, position, type, subject, key, data, headers, time, hash)
      SELECT $1::smallint, t.* FROM unnest($2::bigint[], $3::text[], $4::uuid[], $5::uuid[], $6::json[], $7::json[],
        $8::timestamptz[], $9::bytea[]) AS t`,
    [
      partition,
      plainArray(rows.map(({ position }) => position)),
      plainArray(rows.map(({ type }) => type)),
      plainArray(rows.map(({ subject }) => subject)),
      plainArray(rows.map(({ key }) => key)),
      jsonArray(rows.map(({ data }) => data)),
      jsonArray(rows.map(({ headers }) => JSON.stringify(headers))),
      plainArray(rows.map(({ time }) => time)),
      byteaArray(rows.map(({ chain }) => chain)),
    ],
  )
}

async function frontierOf({ admin, service, partition }: HistoryPlan): Promise<Frontier> {
  const { rows } = await admin.query<{ last_position: string; frontier: Buffer }>(
    'SELECT last_position, frontier FROM audit.audit_positions WHERE source = $1 AND source_partition = $2',
    [service, partition],
  )
  return readFrontier(Number(rows[0]!.last_position), rows[0]!.frontier)
}

async function moveTo(
  { admin, service, partition }: HistoryPlan,
  { position, chain, frontier }: { position: number; chain: Buffer; frontier: Frontier },
): Promise<void> {
  const place = [partition, position, chain]
  await admin.query(`UPDATE "${service}".log_head SET position = $2, hash = $3 WHERE partition = $1`, place)
  await admin.query(`UPDATE "${service}".relay_checkpoint SET position = $2 WHERE partition = $1`, place.slice(0, 2))
  for (const follower of FOLLOWERS) {
    await admin.query(
      `UPDATE "${follower}".source_position SET position = $2, hash = $3 WHERE source_partition = $1 AND source = $4`,
      [...place, service],
    )
  }
  await admin.query(
    `UPDATE audit.audit_positions SET last_position = $2, count = $2, tree_size = $2, last_hash = $3, root = $4, frontier = $5
      WHERE source_partition = $1 AND source = $6`,
    [...place, frontierRoot(frontier, sha256), frontierBytes(frontier), service],
  )
}
