import type { ServiceName } from '@filao/contracts'
import { trace } from '@opentelemetry/api'
import { pino, type DestinationStream, type Logger } from 'pino'
import { errorLine } from './error-line'

/** Whose log it is, and from which level on it tells. */
export interface LogConfig {
  readonly service: ServiceName | 'gateway'
  readonly instance: string
  readonly logLevel: string
}

/** The log of a service: one JSON object a line. Values of clients and rows never stand in it. */
export type Log = Logger

/** Token under which Nest gives out the {@link Log}. */
export const LOG = Symbol('FILAO_LOG')

/** Names under which secrets and personal values travel; a line that holds one says `[removed]`. */
const REMOVED = [
  'authorization',
  'password',
  'token',
  'accessToken',
  'refreshToken',
  'email',
  'firstName',
  'lastName',
  'phoneNumber',
  'dateOfBirth',
  'ip',
]

/**
 * Makes the log. It writes asynchronously, so that a slow reader of our output costs memory and not latency; what is
 * still in memory is written by {@link flushLog}.
 */
export function createLog(
  { service, instance, logLevel }: LogConfig,
  destination: DestinationStream = logOutput(STANDARD_OUTPUT),
): Log {
  return pino(
    {
      level: logLevel,
      base: { service, instance },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      mixin: traceOfActiveSpan,
      serializers: { error: (error: unknown) => errorLine(error), err: (error: unknown) => errorLine(error) },
      redact: { paths: REMOVED.flatMap((name) => [name, `*.${name}`]), censor: '[removed]' },
    },
    destination,
  )
}

const STANDARD_OUTPUT = 1
/** Lines that wait for our output; further ones are dropped. */
const WAITING_BYTES_MAX = 8 * 1024 * 1024

/**
 * Where the lines go. A disk that is full behind it must not end a service that has work to finish: lines wait until there
 * is room, as many as fit, and nothing else waits for them.
 */
export function logOutput(file: number): DestinationStream {
  const output = pino.destination({ dest: file, sync: false, maxLength: WAITING_BYTES_MAX })
  output.on('error', () => undefined)
  return output
}

/** Writes what the log still holds in memory. For the end of the process. */
export const flushLog = (log: Log): Promise<void> => new Promise((resolve) => log.flush(() => resolve()))

/** The trace of a line is that of the span it is written in; lines about requests say theirs themselves. */
function traceOfActiveSpan(mergeObject: object): object {
  if ('traceId' in mergeObject) return {}
  const span = trace.getActiveSpan()
  return span === undefined ? {} : { traceId: span.spanContext().traceId }
}
