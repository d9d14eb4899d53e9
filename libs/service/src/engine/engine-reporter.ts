import type { BatchMeasure, EngineReporter, ServiceEngine } from '@filao/engine'
import { metrics } from '@opentelemetry/api'
import type { Log } from '../logging/log'

/** Logs and measures what an engine reports. Names of metrics are a contract with alerts and dashboards. */
export function engineReporter(service: string, log: Log): EngineReporter {
  const meter = metrics.getMeter('filao')
  const commands = meter.createCounter('filao_engine_commands_total', { description: 'Commands decided' })
  const events = meter.createCounter('filao_engine_events_total', { description: 'Events appended' })
  const duplicates = meter.createCounter('filao_engine_duplicates_total', { description: 'Commands known already' })
  const refusals = meter.createCounter('filao_engine_refusals_total', { description: 'Commands refused, by reason' })
  const alarms = meter.createCounter('filao_engine_alarms_total', { description: 'What somebody has to look at' })
  const seconds = meter.createHistogram('filao_engine_batch_seconds', {
    description: 'Time to load, decide and write a batch',
    advice: { explicitBucketBoundaries: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1] },
  })
  return {
    warn: (message, error) => log.warn({ error }, message),
    alarm: (kind, message, error) => {
      alarms.add(1, { kind })
      log.error({ alarm: kind, error }, message)
    },
    batch: (partition: number, measure: BatchMeasure) => {
      const labels = { service, partition }
      commands.add(measure.commands, labels)
      events.add(measure.events, labels)
      if (measure.duplicates > 0) duplicates.add(measure.duplicates, labels)
      for (const { command, code } of measure.refusals) refusals.add(1, { service, command, code })
      seconds.record(measure.milliseconds / 1000, { service })
    },
  }
}

type AnyEngine = ServiceEngine<never, never, unknown, never>

/** Gauges that are read when somebody asks: lag of the relay, parked aggregates, queue lengths. */
export function observeEngine(service: string, engine: AnyEngine): void {
  const meter = metrics.getMeter('filao')
  meter
    .createObservableGauge('filao_relay_lag_positions', { description: 'Events that are committed and not published' })
    .addCallback((result) => {
      for (const [partition, lag] of engine.relayLag) result.observe(lag, { service, partition })
    })
  meter
    .createObservableGauge('filao_relay_oldest_unpublished_seconds', { description: 'Age of the oldest of them' })
    .addCallback((result) => {
      const oldest = engine.oldestUnpublished
      result.observe(oldest === undefined ? 0 : (Date.now() - Date.parse(oldest)) / 1000, { service })
    })
  meter
    .createObservableGauge('filao_engine_queue_length', { description: 'Commands that wait for their batch' })
    .addCallback((result) => {
      for (const partition of engine.owned) {
        result.observe(engine.engineOf(partition)?.queueLength ?? 0, { service, partition })
      }
    })
  meter
    .createObservableGauge('filao_parked_messages', { description: 'Aggregates that wait for an operator' })
    .addCallback((result) => {
      for (const partition of engine.owned) {
        result.observe(engine.engineOf(partition)?.parkedAggregates ?? 0, { consumer: service, partition })
      }
    })
}
