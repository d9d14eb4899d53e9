import type { Chunk, ChunkResult, InRecord, OnChunk } from '@filao/bus'
import { Controller, Module } from '@nestjs/common'
import { Ctx, Payload, type MicroserviceOptions } from '@nestjs/microservices'
import { NestFactory } from '@nestjs/core'
import type { INestMicroservice } from '@nestjs/common'
import { of } from 'rxjs'
import { KafkaChunk, KafkaChunkContext } from './kafka-chunk'
import { KafkaChunkServer } from './kafka-chunk-server'

class Down extends Error {
  override readonly name = 'Down'
}

/** Hands chunks over when the spec says so. */
class ConsumerStandIn {
  topics: readonly string[] = []
  stoppedWith: number | undefined
  onChunk: OnChunk | undefined

  start(topics: readonly string[], onChunk: OnChunk): Promise<void> {
    this.topics = topics
    this.onChunk = onChunk
    return Promise.resolve()
  }
  stop(deadlineMs: number): Promise<void> {
    this.stoppedWith = deadlineMs
    return Promise.resolve()
  }
  deliver(topic: string, records: readonly Partial<InRecord>[] = [{}]): Promise<ChunkResult> {
    const chunk = { topic, partition: 3, highWatermark: 10n, records: records.map((one, at) => record(at, one)) }
    return this.onChunk!(chunk, new AbortController().signal)
  }
}

const record = (at: number, given: Partial<InRecord>): InRecord => ({
  offset: BigInt(at),
  key: null,
  value: Buffer.from('{"a":1}'),
  headers: new Map(),
  timestamp: 0n,
  ...given,
})

const seen: { chunk: Chunk; context: KafkaChunkContext }[] = []

@Controller()
class Intake {
  @KafkaChunk('order.events.v1')
  take(@Payload() chunk: Chunk, @Ctx() context: KafkaChunkContext): Promise<ChunkResult> {
    seen.push({ chunk, context })
    return Promise.resolve({ handled: chunk.records.length })
  }
  @KafkaChunk('wallet.events.v1')
  stop(): ChunkResult {
    return { handled: 1, stop: { reason: 'gap' } }
  }
  @KafkaChunk('market.events.v1')
  observe() {
    return of({ handled: 2 })
  }
  @KafkaChunk('audit.events.v1')
  fail(): never {
    throw new Down('database is away')
  }
  @KafkaChunk('identity.events.v1')
  forget(): void {
    return undefined
  }
}

@Module({ controllers: [Intake] })
class IntakeModule {}

describe('Kafka transport', () => {
  const consumer = new ConsumerStandIn()
  let microservice: INestMicroservice

  beforeAll(async () => {
    const strategy = new KafkaChunkServer({ consumer, stopDeadlineMs: 1_234 })
    microservice = await NestFactory.createMicroservice<MicroserviceOptions>(IntakeModule, { strategy, logger: false })
    await microservice.listen()
  })
  afterAll(() => microservice.close())

  it('reads the topics that have a handler', () =>
    expect([...consumer.topics].sort()).toEqual([
      'audit.events.v1',
      'identity.events.v1',
      'market.events.v1',
      'order.events.v1',
      'wallet.events.v1',
    ]))

  it('hands over the chunk as it is, with where it comes from, and answers how far it came', async () => {
    expect(await consumer.deliver('order.events.v1', [{}, {}])).toEqual({ handled: 2 })
    const { chunk, context } = seen.at(-1)!
    expect(chunk.records[0]?.value).toBeInstanceOf(Buffer)
    expect([context.topic, context.partition, context.highWatermark]).toEqual(['order.events.v1', 3, 10n])
    expect(context.signal.aborted).toBe(false)
  })

  it('passes on that a partition is to stop, and what an observable says', async () => {
    expect(await consumer.deliver('wallet.events.v1')).toEqual({ handled: 1, stop: { reason: 'gap' } })
    expect(await consumer.deliver('market.events.v1', [{}, {}])).toEqual({ handled: 2 })
  })

  it('lets errors through as they are: the consumer backs off and says why', () =>
    expect(consumer.deliver('audit.events.v1')).rejects.toBeInstanceOf(Down))

  it('takes a handler that does not say how far it came for broken', () =>
    expect(consumer.deliver('identity.events.v1')).rejects.toThrow(TypeError))

  it('lets running chunks end when the application stops', async () => {
    await microservice.close()
    expect(consumer.stoppedWith).toBe(1_234)
  })
})
