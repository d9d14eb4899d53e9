import './prepare'
import { Kafka, logLevel, type RetryOptions, type SASLOptions } from 'kafkajs'
import { logCreatorFor } from './log-creator'
import { CLIENT, type KafkaOptions } from './settings'
import { registerZstd } from './zstd'

registerZstd()

/** A client of its own for each publisher, consumer and admin, so that discarding one leaves the others alone. */
export const openClient = (options: KafkaOptions, retry: RetryOptions): Kafka =>
  new Kafka({
    ...CLIENT,
    retry,
    brokers: [...options.brokers],
    clientId: options.clientId,
    ssl: options.tls,
    sasl: options.credentials as SASLOptions,
    // Below this the client writes a line for every pause and resume.
    logLevel: logLevel.WARN,
    logCreator: logCreatorFor(options.log ?? (() => undefined)),
  })
