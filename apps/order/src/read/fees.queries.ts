import { FeeSchedule } from '@filao/contracts'
import type { Queryable } from '@filao/engine'
import { parseUnits } from '@filao/money'

const REFRESH_INTERVAL_MS = 5000

/** In force until `fees.trading` has a version: 0.1 % of value, all of it the dealer's (domain 4). */
const DEFAULT_SCHEDULE: FeeSchedule = {
  version: 1,
  minimum: 0n,
  tiers: [{ rate: parseUnits('0.001'), commission: parseUnits('0.001') }],
}

/** The fee schedule in force, from the effective-dated configuration; it reaches the rules inside the command. */
export class FeeSchedules {
  private schedule = DEFAULT_SCHEDULE
  private readAt = 0

  constructor(private readonly db: Queryable) {}

  async current(now: number): Promise<FeeSchedule> {
    if (now - this.readAt > REFRESH_INTERVAL_MS) {
      this.readAt = now
      const { rows } = await this.db.query({
        text: `SELECT value, version FROM "order".config_versions WHERE key = 'fees.trading' AND effective_from <= now()
          AND (effective_until IS NULL OR effective_until > now()) ORDER BY version DESC LIMIT 1`,
      })
      const row = rows[0]
      if (row) this.schedule = FeeSchedule.parse({ ...(row['value'] as object), version: row['version'] })
    }
    return this.schedule
  }
}
