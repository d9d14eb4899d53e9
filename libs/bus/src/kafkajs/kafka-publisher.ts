import { CompressionTypes, Partitioners, type Message, type Producer } from 'kafkajs'
import { within } from '../deadline'
import { PublisherDead, type EventPublisher, type OutRecord } from '../seam'
import { openClient } from './client'
import {
  ACKNOWLEDGE_TIMEOUT_MS,
  DISCONNECT_TIMEOUT_MS,
  NO_RETRY,
  PUBLISH_TIMEOUT_MS,
  RETRY_BRIEFLY,
  type KafkaOptions,
} from './settings'

const COMPRESSION = {
  none: CompressionTypes.None,
  gzip: CompressionTypes.GZIP,
  zstd: CompressionTypes.ZSTD,
} as const

/** Sends to Kafka: one request in flight, acknowledged by all replicas in sync, dead after the first failure. */
export class KafkaPublisher implements EventPublisher {
  private death: { readonly cause: unknown } | undefined
  private tail: Promise<void> = Promise.resolve()

  private constructor(
    private readonly producer: Producer,
    private readonly compression: CompressionTypes,
  ) {}

  static async connect(options: KafkaOptions): Promise<KafkaPublisher> {
    const producer = openClient(options, RETRY_BRIEFLY).producer({
      // The broker's own de-duplication would lose a batch after a lost response, silently; consumers skip by position.
      idempotent: false,
      maxInFlightRequests: 1,
      createPartitioner: Partitioners.DefaultPartitioner,
      allowAutoTopicCreation: false,
      retry: NO_RETRY,
    })
    await within(PUBLISH_TIMEOUT_MS, 'connecting a publisher', producer.connect())
    return new KafkaPublisher(producer, COMPRESSION[options.compression ?? 'none'])
  }

  publish(batch: readonly OutRecord[]): Promise<void> {
    const sent = this.tail.then(() => this.send(batch))
    this.tail = sent.catch(() => undefined)
    return sent
  }

  async close(): Promise<void> {
    this.death ??= { cause: new Error('closed') }
    await within(DISCONNECT_TIMEOUT_MS, 'disconnecting a publisher', this.producer.disconnect()).catch(() => undefined)
  }

  private async send(batch: readonly OutRecord[]): Promise<void> {
    if (this.death) throw new PublisherDead(this.death.cause)
    if (batch.length === 0) return
    try {
      await within(
        PUBLISH_TIMEOUT_MS,
        'publishing',
        this.producer.sendBatch({
          acks: -1,
          timeout: ACKNOWLEDGE_TIMEOUT_MS,
          compression: this.compression,
          topicMessages: byTopic(batch),
        }),
      )
    } catch (error) {
      // Nobody knows what of it was written, and a request may still be on its way.
      this.death = { cause: error }
      void this.close()
      throw error
    }
  }
}

/** The records themselves serve as the client's messages: it reads the same members and nothing is copied. */
function byTopic(batch: readonly OutRecord[]): { topic: string; messages: Message[] }[] {
  const groups = new Map<string, Message[]>()
  for (const record of batch) {
    const messages = groups.get(record.topic)
    if (messages) messages.push(record)
    else groups.set(record.topic, [record])
  }
  return Array.from(groups, ([topic, messages]) => ({ topic, messages }))
}
