import { diag, DiagLogLevel } from '@opentelemetry/api'
import type { Log } from '../logging/log'
import { RepeatedLines } from '../logging/repeated-lines'

const DETAIL_LENGTH_MAX = 300

/**
 * Leads what telemetry says about itself into the log: a collector that does not answer, a figure that cannot be read.
 * Never louder than a warning, because the service works without it.
 */
export function logDiagnostics(log: Log): void {
  const lines = new RepeatedLines(log)
  const warn = (message: string): void =>
    lines.write('warn', 'telemetry has a problem', { detail: message.slice(0, DETAIL_LENGTH_MAX) })
  const nothing = (): void => undefined
  diag.setLogger(
    { error: warn, warn, info: nothing, debug: nothing, verbose: nothing },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  )
}
