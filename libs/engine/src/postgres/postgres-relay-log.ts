import type { LogRow, OutgoingCommand } from '../partition-storage'
import type { RelayLog } from '../relay'
import type { Queryable, Row } from '../state-store'
import { plainArray } from './sql-array'

/** Reads a service's logs and keeps the relay's checkpoints. */
export class PostgresRelayLog implements RelayLog {
  constructor(
    private readonly db: Queryable,
    private readonly schema: string,
  ) {}

  async checkpoint(partition: number): Promise<number> {
    const { rows } = await this.db.query({
      text: `SELECT position FROM ${this.schema}.relay_checkpoint WHERE partition = $1`,
      values: [partition],
    })
    if (!rows[0]) throw new Error(`${this.schema} has no relay checkpoint for partition ${partition}`)
    return Number(rows[0]['position'])
  }

  async read(partition: number, after: number, limit: number): Promise<readonly LogRow[]> {
    const { rows } = await this.db.query({
      name: `${this.schema}_read_log`,
      text: `SELECT position, type, subject, key, data::text AS data, headers::text AS headers, commands::text AS commands,
          commands_hash, hash
        FROM ${this.schema}.event_log WHERE partition = $1 AND position > $2 ORDER BY position LIMIT $3`,
      values: [partition, after, limit],
    })
    return rows.map(logRow)
  }

  async advance(moves: readonly { partition: number; from: number; to: number }[]): Promise<boolean> {
    const { rows } = await this.db.query({
      name: `${this.schema}_advance`,
      text: `UPDATE ${this.schema}.relay_checkpoint c SET position = t.target
        FROM unnest($1::smallint[], $2::bigint[], $3::bigint[]) AS t (partition, origin, target)
        WHERE c.partition = t.partition AND c.position = t.origin RETURNING c.partition`,
      values: [
        plainArray(moves.map(({ partition }) => partition)),
        plainArray(moves.map(({ from }) => from)),
        plainArray(moves.map(({ to }) => to)),
      ],
    })
    return rows.length === moves.length
  }
}

/** A row of the log as it was appended: text is taken as it stands, so that what is published again is identical. */
export function logRow(row: Row): LogRow {
  const commandsText = (row['commands'] as string | null) ?? undefined
  return {
    position: Number(row['position']),
    type: row['type'] as string,
    subject: row['subject'] as string,
    key: row['key'] as string,
    data: row['data'] as string,
    headers: JSON.parse(row['headers'] as string) as Record<string, string>,
    commands: commandsText === undefined ? [] : (JSON.parse(commandsText) as OutgoingCommand[]),
    commandsText,
    commandsHash: (row['commands_hash'] as string | null) ?? undefined,
    hash: row['hash'] as Buffer,
  }
}
