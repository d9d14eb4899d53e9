import { gauges } from '@filao/service'
import type { AuditIntake } from './intake.consumer'

const consumer = 'audit'

/** Shows on each scrape how the intake stands. */
export function observeIntake(intake: Pick<AuditIntake, 'sources'>): void {
  gauges(['filao_consumer_last_position', 'filao_consumer_gap'], (observe) => {
    let stopped = 0
    for (const { source, sourcePartition, position, stopped: reason } of intake.sources()) {
      if (reason) stopped += 1
      observe('filao_consumer_last_position', position, { consumer, source: `${source}/${sourcePartition}` })
    }
    observe('filao_consumer_gap', stopped, { consumer })
  })
}
