import { logLevel, type logCreator } from 'kafkajs'
import type { BusLog } from '../seam'

const LEVELS = {
  [logLevel.NOTHING]: 'debug',
  [logLevel.ERROR]: 'error',
  [logLevel.WARN]: 'warn',
  [logLevel.INFO]: 'info',
  [logLevel.DEBUG]: 'debug',
} as const

/** A coordinator that still starts, at the first contact of a group: tried again, and nothing to wake anybody for. */
const STARTING = /GROUP_COORDINATOR_NOT_AVAILABLE|COORDINATOR_LOAD_IN_PROGRESS|coordinator is (not available|loading)/i

/** Leads the client's log lines into ours. */
export const logCreatorFor =
  (log: BusLog): logCreator =>
  () =>
  ({ namespace, level, log: { message, timestamp: _timestamp, logger: _logger, ...details } }) => {
    const starting = STARTING.test(message) || STARTING.test(String(details['error'] ?? ''))
    log(starting ? 'debug' : LEVELS[level], message, { component: `kafkajs ${namespace}`, ...details })
  }
