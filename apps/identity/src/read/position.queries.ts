import type { Queryable } from '@filao/engine'
import type { LogPosition } from '@filao/service'
import { setTimeout as delay } from 'node:timers/promises'

const POLL_MS = 20

/**
 * How far reads have come. State rows are written with their events, so a read shows every position that is committed;
 * only one that another instance has not committed yet is waited for.
 */
export class PositionQueries {
  constructor(private readonly db: Queryable) {}

  async reached({ partition, position }: LogPosition, timeoutMs: number): Promise<boolean> {
    for (let left = timeoutMs; ; left -= POLL_MS) {
      const { rows } = await this.db.query({
        name: 'identity_reached',
        text: 'SELECT position >= $2 AS reached FROM identity.log_head WHERE partition = $1',
        values: [partition, position],
      })
      if (rows[0]?.['reached'] === true) return true
      if (left <= 0) return false
      await delay(POLL_MS)
    }
  }
}
