import { SERVICES, type ServiceName } from '@filao/contracts'
import type { Pool } from 'pg'

/** How far one service's log has come, and how far it is behind others'. */
export interface Progress {
  /** Events in its log. */
  readonly events: number
  /** Events that are committed and not yet published. */
  readonly relayLag: number
  /** Commands and events of others, committed and not yet taken in. */
  readonly consumerLag: number
}

/** What a schema says of its own streams and of those that it has read. */
export interface Schema {
  readonly heads: Numbers
  readonly published: Numbers
  /** Last commands sent, by `<target>/<target partition>/<own partition>`. */
  readonly sent: Numbers
  /** Last commands taken in, by `<source>/<source partition>/<own partition>`. */
  readonly received: Numbers
  /** Positions read, by `<consumer>/<source>/<source partition>`. */
  readonly read: Numbers
}
type Numbers = Readonly<Record<string, number>>

/** Reads the progress of all services that have a database, each from its own schema. */
export async function readProgress(pools: ReadonlyMap<ServiceName, Pool>): Promise<ReadonlyMap<ServiceName, Progress>> {
  const schemas = new Map<ServiceName, Schema>()
  await Promise.all([...pools].map(async ([service, pool]) => schemas.set(service, await readSchema(pool, service))))
  return new Map(
    SERVICES.filter((service) => schemas.has(service)).map((service) => [service, progressOf(service, schemas)]),
  )
}

/** The lags of one service. What was read a moment after what was written shows as none. */
export function progressOf(service: ServiceName, schemas: ReadonlyMap<ServiceName, Schema>): Progress {
  const own = schemas.get(service)!
  const commands = [...schemas].flatMap(([source, { sent }]) =>
    Object.entries(sent).flatMap(([to, sequence]) => {
      const [target, partition, from] = to.split('/')
      return target === service ? behind(sequence, own.received[`${source}/${from}/${partition}`]) : []
    }),
  )
  const events = Object.entries(own.read).map(([name, position]) => {
    const [, source, partition] = name.split('/')
    return behind(schemas.get(source as ServiceName)?.heads[partition!] ?? 0, position)
  })
  return {
    events: sum(Object.values(own.heads)),
    relayLag: sum(Object.entries(own.heads).map(([partition, head]) => behind(head, own.published[partition]))),
    consumerLag: sum([...commands, ...events]),
  }
}

async function readSchema(pool: Pool, service: ServiceName): Promise<Schema> {
  const { rows } = await pool.query<Schema>(schemaQuery(service))
  return rows[0]!
}

const object = (key: string, value: string, from: string): string =>
  `coalesce((SELECT json_object_agg(${key}, ${value}) FROM ${from}), '{}')`

function schemaQuery(service: ServiceName): string {
  return `SELECT ${object('partition', 'position', `"${service}".log_head`)} AS heads,
    ${object('partition', 'position', `"${service}".relay_checkpoint`)} AS published,
    ${object("concat_ws('/', target, target_partition, partition)", 'sequence', `"${service}".link_out`)} AS sent,
    ${object("concat_ws('/', source, source_partition, partition)", 'sequence', `"${service}".link_in`)} AS received,
    ${object("concat_ws('/', consumer, source, source_partition)", 'position', service === 'audit' ? RECORDED : `"${service}".source_position`)} AS read`
}

/** The audit follows everybody's log, its own too, in the order of their positions. */
const RECORDED = `(SELECT 'audit' AS consumer, source, source_partition, last_position AS position
  FROM audit.audit_positions WHERE source NOT LIKE '%>%') AS recorded`

const behind = (written: number, read = 0): number => Math.max(0, written - read)
const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)
