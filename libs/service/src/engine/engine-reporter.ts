import { ALARM_KINDS, type BatchMeasure, type EngineReporter } from '@filao/engine'
import type { Log } from '../logging/log'
import { RepeatedLines } from '../logging/repeated-lines'
import { counter, histogram } from '../telemetry/instruments'
import { parseTraceparent } from '../telemetry/traceparent'
import { traceBatch } from './batch-spans'

/** Logs, measures and traces what an engine reports. */
export function engineReporter(service: string, log: Log, tracing: boolean): EngineReporter {
  const commands = counter('filao_engine_commands_total')
  const events = counter('filao_engine_events_total')
  const duplicates = counter('filao_engine_duplicates_total')
  const refusals = counter('filao_engine_refusals_total')
  const alarms = counter('filao_engine_alarms_total')
  const fencesLost = counter('filao_engine_fence_lost_total')
  const size = histogram('filao_engine_batch_commands')
  const seconds = histogram('filao_engine_batch_seconds')
  const lines = new RepeatedLines(log)
  // From zero on, or the first of each would be no increase for whoever watches.
  for (const kind of ALARM_KINDS) alarms.add(0, { kind })
  for (const outcome of ['moved', 'disowned']) fencesLost.add(0, { service, outcome })
  return {
    warn: (message, error) => lines.write('warn', message, { error }),
    alarm: (kind, message, error, cause) => {
      alarms.add(1, { kind })
      const { requestId, traceparent } = cause ?? {}
      const traceId = parseTraceparent(traceparent)?.traceId
      log.error({ alarm: kind, ...(requestId && { requestId }), ...(traceId && { traceId }), error }, message)
    },
    fenceLost: (_, outcome) => fencesLost.add(1, { service, outcome }),
    batch: (partition: number, measure: BatchMeasure) => {
      const labels = { service, partition }
      commands.add(measure.inputs.length, labels)
      events.add(measure.events, labels)
      if (measure.duplicates > 0) duplicates.add(measure.duplicates, labels)
      for (const { command, code } of measure.refusals) refusals.add(1, { service, command, code })
      size.record(measure.inputs.length, { service })
      seconds.record(measure.milliseconds / 1000, { service })
      if (tracing) traceBatch(service, partition, measure)
    },
  }
}
