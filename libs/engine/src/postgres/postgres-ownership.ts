import { murmur2 } from '@filao/kernel'
import type pg from 'pg'
import type { OwnershipLocks } from '../ownership'

/** Presence locks stand beside the partitions' numbers in the same class. */
const PRESENCE_FROM = 1_000_000
/** A hang frees the locks after this long: the server ends a session that does not ping. */
const IDLE_SESSION_TIMEOUT_MS = 5000

/** Session advisory locks on one connection per instance: kill -9 frees them at once, a hang in 5 s. */
export class PostgresOwnership implements OwnershipLocks {
  private client: pg.Client | undefined
  private turn: Promise<unknown> = Promise.resolve()
  private readonly lockClass: number
  private readonly presence = PRESENCE_FROM + Math.floor(Math.random() * 1_000_000_000)

  constructor(
    service: string,
    private readonly connect: () => Promise<pg.Client>,
  ) {
    this.lockClass = murmur2(`filao.${service}`)
  }

  async open(onLost: () => void): Promise<void> {
    const client = await this.connect()
    const lost = (): void => {
      if (this.client !== client) return
      this.client = undefined
      onLost()
    }
    client.on('error', lost)
    client.on('end', lost)
    this.client = client
    await client.query(`SET idle_session_timeout = ${IDLE_SESSION_TIMEOUT_MS}`)
    await client.query('SELECT pg_advisory_lock($1, $2)', [this.lockClass, this.presence])
  }

  async look(): Promise<{ rank: number; instances: number; taken: ReadonlySet<number> }> {
    const rows = await this.query<{ objid: string }>({
      name: 'ownership_look',
      text: `SELECT objid::bigint AS objid FROM pg_locks
        WHERE locktype = 'advisory' AND granted AND classid = $1::int8::oid AND objsubid = 2
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
      // An oid is unsigned, an advisory lock's class is signed.
      values: [this.lockClass >>> 0],
    })
    const numbers = rows.map(({ objid }) => Number(objid))
    const present = numbers.filter((number) => number >= PRESENCE_FROM).sort((a, b) => a - b)
    return {
      rank: present.indexOf(this.presence),
      instances: present.length,
      taken: new Set(numbers.filter((number) => number < PRESENCE_FROM)),
    }
  }

  async take(partition: number): Promise<boolean> {
    const rows = await this.query<{ taken: boolean }>({
      text: 'SELECT pg_try_advisory_lock($1, $2) AS taken',
      values: [this.lockClass, partition],
    })
    return rows[0]?.taken === true
  }

  async release(partition: number): Promise<void> {
    // With the connection the locks are gone.
    if (!this.client) return
    await this.query({ text: 'SELECT pg_advisory_unlock($1, $2)', values: [this.lockClass, partition] })
  }

  async close(): Promise<void> {
    const client = this.client
    this.client = undefined
    await client?.end()
  }

  /** One query at a time: partitions are given up side by side, and the client does not queue for us. */
  private query<R extends pg.QueryResultRow>(query: pg.QueryConfig): Promise<R[]> {
    const result = this.turn.then(async () => {
      if (!this.client) throw new Error('the ownership connection is lost')
      return (await this.client.query<R>(query)).rows
    })
    this.turn = result.catch(() => undefined)
    return result
  }
}
