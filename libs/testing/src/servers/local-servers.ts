/** Where the servers answer once they are up. */
export interface ServerAddresses {
  /** Connection string of a superuser, to the database `postgres`. */
  readonly postgresAdminUrl: string
  /** `host:port` of the broker, comma separated when there is more than one. */
  readonly kafkaBrokers: string
}

/**
 * A PostgreSQL and an Apache Kafka on this machine. Programs and tests know only this: whether the servers are
 * processes or containers is decided by whoever creates them.
 */
export interface LocalServers {
  /** Starts both, waits until both answer. Data of an earlier start is still there, if its folder was kept. */
  start(): Promise<ServerAddresses>
  /**
   * From now on starts each of them again when it ends by itself, at the same address, and says so. Servers that somebody
   * else keeps alive have no need of it.
   */
  keepAlive?(say: Progress): void
  /** Stops both in order (clients of them should be gone). Does nothing when they do not run. */
  stop(): Promise<void>
}

/** Says what is being waited for. Called with one short phrase whenever a step of more than a second begins. */
export type Progress = (step: string) => void
