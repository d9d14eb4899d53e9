import { KafkaBus, type Bus } from '@filao/bus'
import type { ServiceConfig } from '../config'
import type { Log } from '../logging/log'
import { RepeatedLines } from '../logging/repeated-lines'
import { runningTelemetry } from '../telemetry/sdk'
import { ObservedConsumer } from './observed-consumer'
import { ObservedPublisher } from './observed-publisher'

/** The bus of a service: Kafka, traced and measured. Whoever uses it knows of neither. */
export function createBus(config: Pick<ServiceConfig, 'service' | 'instance' | 'kafkaBrokers'>, log: Log): Bus {
  const lines = new RepeatedLines(log)
  const kafka = new KafkaBus({
    clientId: `${config.service}-${config.instance}`,
    brokers: config.kafkaBrokers,
    log: (level, message, details) => lines.write(level, message, details),
  })
  return observed(kafka, { consumer: config.service, tracing: runningTelemetry()?.tracing ?? false })
}

/** A bus whose sends and chunks have spans and are measured. `consumer`: who reads, in the metrics. */
export const observed = (bus: Bus, parts: { readonly consumer: string; readonly tracing: boolean }): Bus => ({
  publisher: async () => new ObservedPublisher(await bus.publisher(), parts),
  consumer: (options) => new ObservedConsumer(bus.consumer(options), { ...parts, group: options.group }),
  admin: () => bus.admin(),
})
