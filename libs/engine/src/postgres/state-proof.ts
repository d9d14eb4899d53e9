import type { Message } from '@filao/contracts'
import { fromTimestamp, type Refusal } from '@filao/kernel'
import { decodeEvent, personIn } from '../decoding'
import { LogProof } from '../log-proof'
import { isOversightEvent, isSettingEvent, Oversight, oversightAggregateOf } from '../oversight/oversight'
import type { LogRow } from '../partition-storage'
import type { ServiceDefinition } from '../service-definition'
import type { Queryable, Recorded, StatementPart, StateStore } from '../state-store'
import { PostgresRelayLog } from './postgres-relay-log'
import { plainArray } from './sql-array'
import { gather, joinStatement } from './statement'
import { scalar } from './values'

/** Events that are folded and saved at once, and how far apart in time they may lie: a batch knows one time only. */
const CHUNK_EVENTS_MAX = 500
const CHUNK_MS_MAX = 3_600_000
const DIFFERENCES_SHOWN = 5
/** Where the fold is saved; made and rolled back with the transaction. */
const SCRATCH = 'state_proof'
/** Of the last batch that touched a row: which events share a batch is no fact. */
const PLACE_COLUMNS = ['position', 'updated_at', 'created_at']

export interface StateProofParts<C extends Message, E extends Message, S, R extends Refusal> {
  readonly definition: ServiceDefinition<C, E, S, R>
  /** It must not drop what is not finished, however much that is. */
  readonly store: StateStore<C, E, S>
  /** The schema's owner, in a transaction of isolation REPEATABLE READ that will be rolled back. */
  readonly db: Queryable
  readonly partition: number
  /** Columns, as `table.column`, or whole tables that hold what no event carries (hashes of secrets). */
  readonly outside?: readonly string[]
}

/** What a proof found. Everything holds when `differences` is empty. */
export interface StateProof {
  readonly position: number
  readonly tables: readonly string[]
  readonly differences: readonly string[]
}

/**
 * Proves a partition at one position: its log is whole from the first row to the head, and the state rows are the fold of
 * it. The fold is saved by the store's own statement into empty tables of the same form, and these are compared with the
 * real ones. Throws {@link BrokenLog} for a log that is not whole.
 */
export async function proveState<C extends Message, E extends Message, S, R extends Refusal>(
  parts: StateProofParts<C, E, S, R>,
): Promise<StateProof> {
  const { definition, db, partition, outside = [] } = parts
  const schema = definition.service
  const proof = new LogProof(definition.service, partition)
  const fold = new Fold(parts, await stateTables(db, schema))
  await fold.makeTables()
  const log = new PostgresRelayLog(db, `"${schema}"`)
  for (;;) {
    const rows = await log.read(partition, proof.position, CHUNK_EVENTS_MAX)
    if (rows.length === 0) break
    for (const row of rows) proof.take(row)
    for (const chunk of chunksOf(rows)) await fold.take(chunk)
  }
  const head = await db.query({
    text: `SELECT position, hash FROM "${schema}".log_head WHERE partition = $1`,
    values: [partition],
  })
  const { position, hash } = head.rows[0] as { position: string; hash: Buffer }
  proof.end({ position: Number(position), hash })
  const tables = fold.written.filter((table) => !outside.includes(table))
  const differences: string[] = []
  for (const table of tables) differences.push(...(await compare(db, { schema, table, partition, outside })))
  return { position: proof.position, tables, differences }
}

function chunksOf(rows: readonly LogRow[]): LogRow[][] {
  const chunks: LogRow[][] = []
  let from = -Infinity
  for (const row of rows) {
    const at = fromTimestamp(row.headers['ce_time']!)
    if (at - from > CHUNK_MS_MAX) {
      chunks.push([])
      from = at
    }
    chunks.at(-1)!.push(row)
  }
  return chunks
}

/** Tables of the schema, longest name first, so that none is taken for another whose name it begins with. */
async function stateTables(db: Queryable, schema: string): Promise<readonly string[]> {
  const { rows } = await db.query({
    text: `SELECT tablename AS name FROM pg_tables WHERE schemaname = $1 ORDER BY length(tablename) DESC`,
    values: [schema],
  })
  return rows.map(({ name }) => name as string)
}

/** The states of a partition as they come out of its log, and the rows that the store makes of them. */
class Fold<C extends Message, E extends Message, S, R extends Refusal> {
  private readonly memory = new Map<string, S>()
  private readonly names: RegExp
  private readonly found = new Set<string>()

  constructor(
    private readonly parts: StateProofParts<C, E, S, R>,
    private readonly tables: readonly string[],
  ) {
    const { service } = parts.definition
    this.names = new RegExp(`(?:"${service}"|\\b${service})\\."?(${tables.join('|')})\\b"?`, 'g')
  }

  /** Tables that the store writes. */
  get written(): readonly string[] {
    return [...this.found].sort()
  }

  async makeTables(): Promise<void> {
    const { db, definition, outside = [] } = this.parts
    await db.query({ text: `CREATE SCHEMA ${SCRATCH}` })
    for (const table of this.tables) {
      const form = `LIKE "${definition.service}"."${table}" INCLUDING DEFAULTS INCLUDING INDEXES`
      await db.query({ text: `CREATE TABLE ${SCRATCH}."${table}" (${form})` })
    }
    for (const [table, column] of outside.map((name) => name.split('.'))) {
      if (column) await db.query({ text: `ALTER TABLE ${SCRATCH}."${table}" ALTER "${column}" DROP NOT NULL` })
    }
  }

  async take(rows: readonly LogRow[]): Promise<void> {
    const { definition, store, db, partition } = this.parts
    const persons = rows.flatMap(({ type, data }) => {
      const contract = definition.events.ofType(type)
      return (contract && personIn(contract, data)) ?? []
    })
    if (persons.length > 0) await definition.sealer?.ready([...new Set(persons)])
    const events = rows.map((row) => this.evolve(row))
    const parts = store.parts(partition, events, this.memory).map((part) => this.onScratch(part))
    const head: StatementPart = { name: 'head', sql: 'SELECT $1::smallint AS partition', values: [scalar(partition)] }
    const pieces = gather([{ partition, parts: [head, ...parts] }])
    const { text, values } = joinStatement(`${definition.service}_state_proof`, pieces)
    await db.query({ text, values })
    // Nothing is loaded here, so what leaves memory whole has to stay; what is finished may leave its aggregate.
    store.forget(new Map([...this.memory].filter(([, state]) => !(state instanceof Oversight))), events)
  }

  private evolve(row: LogRow): Recorded<E> {
    const { definition } = this.parts
    const { decider } = definition.rules
    const at = fromTimestamp(row.headers['ce_time']!)
    const event = decodeEvent(definition, row)
    const aggregate = isSettingEvent(event) ? oversightAggregateOf(event) : row.key
    if (isSettingEvent(event) || !isOversightEvent(event)) {
      const state = this.memory.get(aggregate) ?? decider.initial(aggregate)
      this.memory.set(aggregate, decider.evolve(state, event, { now: at, position: row.position }))
    }
    const cause = {
      actor: row.headers['ce_actor']!,
      correlationId: row.headers['ce_correlationid']!,
      causationId: row.headers['ce_causationid']!,
    }
    return { event, position: row.position, at, aggregate, cause }
  }

  private onScratch({ name, sql, values }: StatementPart): StatementPart {
    const moved = sql.replace(this.names, (_, table: string) => {
      this.found.add(table)
      return `${SCRATCH}."${table}"`
    })
    return { name, sql: moved, values }
  }
}

/** Rows that are in one table and not in the other, a few of them in words. */
async function compare(
  db: Queryable,
  place: {
    readonly schema: string
    readonly table: string
    readonly partition: number
    readonly outside: readonly string[]
  },
): Promise<readonly string[]> {
  const { schema, table, partition, outside } = place
  const { rows: columns } = await db.query({
    text: `SELECT column_name AS name, data_type AS type FROM information_schema.columns
      WHERE table_schema = $1 AND table_name = $2 AND column_default IS DISTINCT FROM 'gen_random_uuid()'
        AND column_name <> ALL ($3::text[]) ORDER BY ordinal_position`,
    values: [schema, table, plainArray(PLACE_COLUMNS)],
  })
  // Versions of settings belong to no partition, and the first of them come with the schema.
  if (!columns.some(({ name }) => name === 'partition')) return []
  const list = columns
    .filter(({ name }) => !outside.includes(`${table}.${String(name)}`))
    .map(({ name, type }) => (type === 'json' ? `"${String(name)}"::jsonb` : `"${String(name)}"`))
    .join(', ')
  const real = `SELECT ${list} FROM "${schema}"."${table}" WHERE partition = ${partition}`
  const folded = `SELECT ${list} FROM ${SCRATCH}."${table}"`
  const { rows } = await db.query({
    text: `SELECT 'is not what the log gives' AS what, to_json(d)::text AS row FROM (${real} EXCEPT ALL ${folded}) d
      UNION ALL SELECT 'is what the log gives, and is not there', to_json(d)::text FROM (${folded} EXCEPT ALL ${real}) d
      LIMIT ${DIFFERENCES_SHOWN}`,
  })
  return rows.map(({ what, row }) => `${schema}.${table}, partition ${partition}: ${String(row)} ${String(what)}`)
}
