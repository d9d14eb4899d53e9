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

/** What the client says next about a coordinator that still starts, without its reason. */
const RESTARTING = /^Restarting the consumer/

/** Leads the client's log lines into ours. What it calls an error is only the text of one: its reason. */
export const logCreatorFor = (log: BusLog): logCreator => {
  let isStarting = false
  return () =>
    ({ namespace, level, log: { message, timestamp: _timestamp, logger: _logger, error: reason, ...details } }) => {
      if (!RESTARTING.test(message)) isStarting = STARTING.test(message) || STARTING.test(String(reason ?? ''))
      const facts = { component: `kafkajs ${namespace}`, ...(reason !== undefined && { reason: String(reason) }) }
      log(isStarting ? 'debug' : LEVELS[level], message, { ...facts, ...details })
    }
}
