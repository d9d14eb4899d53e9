import type { ServiceEngine } from '@filao/engine'
import { gauges } from '../telemetry/instruments'

type AnyEngine = Pick<
  ServiceEngine<never, never, unknown, never>,
  'owned' | 'engineOf' | 'followed' | 'stopped' | 'figures'
>

/** What an engine shows when somebody asks: from memory, and from its database in one query. */
export function observeEngine(service: string, engine: AnyEngine): void {
  gauges(['filao_engine_owned_partitions', 'filao_engine_queue_length'], (observe) => {
    observe('filao_engine_owned_partitions', engine.owned.length, { service })
    for (const partition of engine.owned) {
      observe('filao_engine_queue_length', engine.engineOf(partition)?.queueLength ?? 0, { service, partition })
    }
  })
  gauges(['filao_consumer_last_position', 'filao_consumer_gap'], (observe) => {
    for (const { consumer, source, position } of engine.followed()) {
      observe('filao_consumer_last_position', position, { consumer, source })
    }
    for (const [consumer, sources] of engine.stopped()) observe('filao_consumer_gap', sources, { consumer })
  })
  gauges(
    [
      'filao_relay_lag_positions',
      'filao_relay_oldest_unpublished_seconds',
      'filao_engine_timers_overdue_seconds',
      'filao_parked_messages',
    ],
    async (observe) => {
      const figures = await engine.figures()
      const largest = (values: readonly number[]): number => Math.max(0, ...values)
      for (const { partition, unpublished } of figures) {
        observe('filao_relay_lag_positions', unpublished, { service, partition })
      }
      observe(
        'filao_relay_oldest_unpublished_seconds',
        largest(figures.map(({ oldestUnpublishedSeconds }) => oldestUnpublishedSeconds)),
        { service },
      )
      observe(
        'filao_engine_timers_overdue_seconds',
        largest(figures.map(({ timersOverdueSeconds }) => timersOverdueSeconds)),
        { service },
      )
      observe(
        'filao_parked_messages',
        figures.reduce((sum, { parked }) => sum + parked, 0),
        { consumer: service },
      )
    },
  )
}
