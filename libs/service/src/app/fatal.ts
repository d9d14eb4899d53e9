import { flushLog, type Log } from '../logging/log'
import type { ManagementServer } from '../management/management-server'

/**
 * Ends a service that lives on and works no more, such as one whose consumer has stopped for ever: it gets no traffic
 * from this moment, and whoever supervises it sees the end and starts another.
 */
export async function endService(
  error: Error,
  { management, log }: { readonly management: Pick<ManagementServer, 'drain'>; readonly log: Log },
  exit: (code: number) => void = (code) => process.exit(code),
): Promise<void> {
  management.drain()
  log.fatal({ error }, 'service ends: it cannot go on')
  await flushLog(log)
  exit(1)
}
