import type { TlsOptions } from 'node:tls'
import type { BusLog } from '../seam'

/** How to reach the cluster. */
export interface KafkaOptions {
  readonly brokers: readonly string[]
  /** Appears in the broker's log and quotas. */
  readonly clientId: string
  readonly tls?: boolean | Pick<TlsOptions, 'ca' | 'cert' | 'key' | 'rejectUnauthorized'>
  readonly credentials?: {
    readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'
    readonly username: string
    readonly password: string
  }
  /** Of what is published. None pays on one machine. Default none. */
  readonly compression?: 'none' | 'gzip' | 'zstd'
  readonly log?: BusLog
}

export const CLIENT = {
  connectionTimeout: 3_000,
  requestTimeout: 10_000,
  enforceRequestTimeout: true,
} as const

/** The broker gives up on its replicas before the client gives up on the broker. */
export const ACKNOWLEDGE_TIMEOUT_MS = 9_000
/** Of a whole publish with all that the client does around it. */
export const PUBLISH_TIMEOUT_MS = 30_000
/** `disconnect()` of the client can hang. */
export const DISCONNECT_TIMEOUT_MS = 3_000

/** Reaching a broker. A publisher is thrown away at its first failure, so it does not insist. */
export const RETRY_BRIEFLY = { retries: 2, initialRetryTime: 100, maxRetryTime: 1_000 } as const
export const RETRY_PATIENTLY = { retries: 8, initialRetryTime: 200, maxRetryTime: 5_000 } as const
/** A send is never repeated by the client: a late first request could overtake, and we read again from the log. */
export const NO_RETRY = { retries: 0 } as const

export const CONSUMER = {
  sessionTimeout: 30_000,
  heartbeatInterval: 3_000,
  rebalanceTimeout: 60_000,
  // What is asked for with nothing there is asked for anew so often; a partition that was gained is read after it at latest.
  maxWaitTimeInMs: 500,
  minBytes: 1,
  maxBytes: 4 * 1024 * 1024,
  maxBytesPerPartition: 512 * 1024,
  readUncommitted: false,
  allowAutoTopicCreation: false,
} as const

export const CHUNK_RECORDS = 500
export const CONCURRENCY = 4
/** A request that is not answered neither drops the socket nor refreshes what is known of the cluster. */
export const TIMEOUTS_IN_A_ROW_MAX = 3
