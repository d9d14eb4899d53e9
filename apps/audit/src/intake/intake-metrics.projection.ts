import type { Clock } from '@filao/kernel'
import type { Meter } from '@opentelemetry/api'
import type { AuditIntake } from './intake.consumer'

const consumer = 'audit'

/** Shows on each scrape how the intake stands. */
export function observeIntake(meter: Meter, intake: AuditIntake, clock: Clock): void {
  const gap = meter.createObservableGauge('filao_consumer_gap', { description: 'Sources that are stopped: page' })
  const position = meter.createObservableGauge('filao_consumer_last_position', {
    description: 'Position up to which a source is recorded',
  })
  const lag = meter.createObservableGauge('filao_consumer_lag_seconds', {
    description: 'Age of the last record read; 0 when there is none after it',
  })
  gap.addCallback((result) => {
    let stopped = 0
    for (const source of intake.sources()) if (source.stopped) stopped += 1
    result.observe(stopped, { consumer })
  })
  position.addCallback((result) => {
    for (const source of intake.sources()) {
      result.observe(source.position, { consumer, source: `${source.source}/${source.sourcePartition}` })
    }
  })
  lag.addCallback((result) => {
    for (const { topic, partition, caughtUp, lastRecordAt } of intake.reading()) {
      const seconds = caughtUp ? 0 : Math.max(0, clock.now() - lastRecordAt) / 1000
      result.observe(seconds, { consumer, source: `${topic}/${partition}` })
    }
  })
}
