import type { Pool } from 'pg'
import { setTimeout as delay } from 'node:timers/promises'
import type { LogPosition } from '../http/position'

const POLL_MS = 20

/**
 * How far the reads of a service have come. State rows are written with their events, so a read shows every position that
 * is committed; projections of the own log follow it. Asked of the database, so that any instance can tell.
 */
export class LogPositions {
  private readonly text: string

  /** `followers`: the consumers of the service's own log. */
  constructor(
    private readonly db: Pick<Pool, 'query'>,
    private readonly service: string,
    private readonly followers: readonly string[],
  ) {
    this.text = `SELECT position >= $2 AND NOT EXISTS (
        SELECT FROM unnest($3::text[]) AS f (consumer) LEFT JOIN "${service}".source_position s
          ON s.consumer = f.consumer AND s.source = $4 AND s.source_partition = $1
        WHERE coalesce(s.position, 0) < $2) AS reached
      FROM "${service}".log_head WHERE partition = $1`
  }

  /** True once reads show the position, false when they do not within the time. */
  async reached({ partition, position }: LogPosition, timeoutMs: number): Promise<boolean> {
    const deadline = performance.now() + timeoutMs
    for (;;) {
      const { rows } = await this.db.query<{ reached: boolean }>({
        name: 'log_position_reached',
        text: this.text,
        values: [partition, position, this.followers, this.service],
      })
      if (rows[0]?.reached === true) return true
      if (performance.now() >= deadline) return false
      await delay(POLL_MS)
    }
  }
}
