import type { Queryable } from '@filao/engine'

const PAGE_SIZE = 1000
/** Longer than any access token lives: what ended before has no token left. */
const WINDOW = '20 minutes'

export interface RevocationPage {
  /** Where the next page begins. The same as was asked for when there is nothing new. */
  readonly cursor: string
  readonly sids: readonly string[]
}

/**
 * What has ended before its time, in the order of the logs: sessions and keys. The cursor holds a position per
 * partition, because positions of one partition are written in order and those of several are not.
 */
export class RevocationQueries {
  constructor(private readonly db: Queryable) {}

  async after(cursor: string | undefined): Promise<RevocationPage> {
    const positions = readCursor(cursor)
    const { rows } = await this.db.query({
      name: 'identity_revocations',
      text: `WITH seen AS (SELECT ordinality - 1 AS partition, position FROM unnest($1::bigint[]) WITH ORDINALITY AS t (position)),
        ended AS (
          SELECT partition, position, id FROM identity.sessions
            WHERE status IN ('revoked', 'logged_out') AND logged_out_at > now() - interval '${WINDOW}'
          UNION ALL
          SELECT partition, position, id FROM identity.api_keys WHERE revoked_at > now() - interval '${WINDOW}')
        SELECT e.partition, e.position, e.id FROM ended e LEFT JOIN seen s ON s.partition = e.partition
        WHERE e.position > coalesce(s.position, 0) ORDER BY e.partition, e.position LIMIT ${PAGE_SIZE}`,
      values: [positions],
    })
    for (const row of rows) {
      const partition = row['partition'] as number
      while (positions.length <= partition) positions.push(0)
      positions[partition] = Number(row['position'])
    }
    return { cursor: writeCursor(positions), sids: rows.map((row) => row['id'] as string) }
  }
}

/** Positions of the partitions 0, 1, 2 …, in base 36, between points. What is no cursor is the beginning. */
const readCursor = (cursor: string | undefined): number[] =>
  cursor !== undefined && /^[0-9a-z]{1,10}(\.[0-9a-z]{1,10})*$/.test(cursor)
    ? cursor.split('.').map((text) => parseInt(text, 36))
    : []

const writeCursor = (positions: readonly number[]): string =>
  positions.map((position) => position.toString(36)).join('.') || '0'
