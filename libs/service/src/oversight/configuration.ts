import { CONFIGURATION_LEAD_MS, type Queryable } from '@filao/engine'
import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common'
import { BackgroundWork, type WorkLog } from '../work/background-work'
import { Problem } from '../problem/problem'
import { configurationAt, type ConfigurationKey, type ConfigurationVersion } from './configuration-key'

const REFRESH_INTERVAL_MS = 2000

/** A value with the version that it is of; 0 is the default. */
export interface InForce<T> {
  readonly version: number
  readonly value: T
}

/**
 * The settings of a service as they are in force now, to be put into commands before they are queued. Read anew every 2 s:
 * no version begins within 10 s of its approval, so every instance knows of it in time.
 */
export class Configuration implements OnModuleInit, OnApplicationShutdown {
  private versions: ReadonlyMap<string, readonly ConfigurationVersion[]> = new Map()
  private readonly parsed = new WeakMap<object, unknown>()
  private readAt = 0
  private readonly work: BackgroundWork

  constructor(
    private readonly db: Queryable,
    private readonly schema: string,
    log: WorkLog,
  ) {
    this.work = new BackgroundWork(log, {
      failing: 'settings were not read',
      intervalMs: REFRESH_INTERVAL_MS,
      // Requests are sent away while settings are not known: they are to be known again soon.
      pauseMsMax: REFRESH_INTERVAL_MS,
      startsAfterMs: REFRESH_INTERVAL_MS,
      round: () => this.refresh(),
    })
  }

  /** Before any engine starts. */
  async onModuleInit(): Promise<void> {
    await this.refresh()
    this.work.start()
  }

  async onApplicationShutdown(): Promise<void> {
    await this.work.stop()
  }

  /** For a request. Throws a 503 problem while a version may have begun that this instance could not read. */
  current<T>(key: ConfigurationKey<T>): InForce<T> {
    if (Date.now() - this.readAt >= CONFIGURATION_LEAD_MS) {
      const detail = 'The settings in force cannot be read now. Try again.'
      throw new Problem(503, 'configuration-unavailable', detail, { headers: { 'retry-after': '1' } })
    }
    return this.lastKnown(key)
  }

  /** For what another service has sent, which cannot be sent back. */
  lastKnown<T>(key: ConfigurationKey<T>): InForce<T> {
    const version = configurationAt(this.versions.get(key.name) ?? [], Date.now())
    return { version: version?.version ?? 0, value: this.valueOf(key, version) }
  }

  private valueOf<T>(key: ConfigurationKey<T>, version: ConfigurationVersion | undefined): T {
    const place = version ?? key
    if (!this.parsed.has(place)) this.parsed.set(place, key.schema.parse(version ? version.value : key.byDefault))
    return this.parsed.get(place) as T
  }

  private async refresh(): Promise<void> {
    const now = Date.now()
    const { rows } = await this.db.query({
      name: `${this.schema}_config_versions`,
      text: `SELECT key, version, value, effective_from FROM ${this.schema}.config_versions ORDER BY key, version`,
    })
    const versions = new Map<string, ConfigurationVersion[]>()
    for (const row of rows) {
      const key = row['key'] as string
      const version = row['version'] as number
      const known = this.versions.get(key)?.find((other) => other.version === version)
      const read = { version, effectiveFrom: (row['effective_from'] as Date).getTime(), value: row['value'] }
      versions.set(key, [...(versions.get(key) ?? []), known ?? read])
    }
    this.versions = versions
    this.readAt = now
  }
}
