import type { Bus } from '@filao/bus'
import type { Log } from '../logging/log'

const RETRY_DELAY_MS_MIN = 500
const RETRY_DELAY_MS_MAX = 10_000
/** SQLSTATE classes of a wrong role or password, and of a database that there is not. */
const NOT_LET_IN = /^(28|3D)...$/

export interface Servers {
  /** Throws when the database cannot be reached. Absent for a service without one. */
  readonly database: { ping(): Promise<void> } | undefined
  /** Absent for a service that reads and writes no topic. */
  readonly bus: Pick<Bus, 'publisher'> | undefined
  readonly log: Pick<Log, 'warn' | 'info'>
}

/**
 * Waits until PostgreSQL and Kafka answer, for as long as it takes: a service that is started before them, or while they
 * are away, is no failure of the service. Each try that fails says so in one sentence; the next comes after twice the
 * time, up to ten seconds. Both are waited for at once, or the second would be heard of only when the first is there.
 * Throws for a server that answers and lets the service not in: waiting does not change a password.
 */
export async function serversReached({ database, bus, log }: Servers): Promise<void> {
  const kafka = async (): Promise<void> => (await bus!.publisher()).close()
  await Promise.all([
    database && reached('PostgreSQL', () => database.ping(), log),
    bus && reached('Kafka', kafka, log),
  ])
}

async function reached(server: string, ask: () => Promise<void>, log: Servers['log']): Promise<void> {
  for (let delayMs = RETRY_DELAY_MS_MIN, tries = 1; ; delayMs = Math.min(delayMs * 2, RETRY_DELAY_MS_MAX), tries += 1) {
    try {
      await ask()
      if (tries > 1) log.info({ server, tries }, `${server} answers`)
      return
    } catch (error) {
      const { code = '', message = '' } = error as { readonly code?: string; readonly message?: string }
      if (NOT_LET_IN.test(code)) throw error
      const reason = message || code
      log.warn({ server, tries, reason }, `${server} does not answer; asked again in ${delayMs / 1000} s`)
    }
    await new Promise((resolve) => setTimeout(resolve, delayMs))
  }
}
