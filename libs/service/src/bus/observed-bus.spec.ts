import { MemoryBus, type Bus, type ChunkResult, type OutRecord } from '@filao/bus'
import { SpanKind, trace } from '@opentelemetry/api'
import { recordedTelemetry } from '../testing/recorded-telemetry'
import { observed } from './create-bus'

const TRACE = '0af7651916cd43dd8448eb211c80319c'
const SAMPLED = `00-${TRACE}-b7ad6b7169203331-01`
const UNSAMPLED = `00-${TRACE}-b7ad6b7169203331-00`
const EVENTS = 'order.events.v1'
const COMMANDS = 'wallet.commands.v1'

const record = (topic: string, position: number, traceparent?: string): OutRecord => ({
  topic,
  partition: 0,
  key: 'k',
  value: '{}',
  headers: {
    ce_id: `order/0/${position}`,
    ce_type: 'filao.order.OrderPlaced.v1',
    ce_time: new Date(Date.now() - 5_000).toISOString(),
    ...(traceparent && { traceparent }),
  },
})

describe('a bus that is traced and measured', () => {
  const telemetry = recordedTelemetry('order')
  let memory: MemoryBus
  let bus: Bus

  beforeEach(async () => {
    memory = new MemoryBus()
    bus = observed(memory, { consumer: 'order', tracing: true })
    const topics = [EVENTS, COMMANDS].map((topic) => ({ topic, partitions: 1, replicationFactor: 1, config: {} }))
    await (await bus.admin()).createTopics(topics)
    await telemetry.spans()
  })
  afterAll(() => telemetry.stop())

  /** Reads what is there, and answers for the first chunk as the spec says. */
  const read = async (answer: (records: number) => ChunkResult | Error): Promise<string | undefined> => {
    const consumer = bus.consumer({ group: 'order-1', onFatal: () => undefined })
    const { promise, resolve } = Promise.withResolvers<string | undefined>()
    await consumer.start([EVENTS], (chunk) => {
      resolve(trace.getActiveSpan()?.spanContext().traceId)
      const result = answer(chunk.records.length)
      return result instanceof Error ? Promise.reject(result) : Promise.resolve(result)
    })
    consumer.own(new Set([0]), () => undefined)
    const active = await promise
    await new Promise((settled) => setImmediate(settled))
    const metrics = await telemetry.metrics()
    lag = /filao_consumer_lag_seconds\{consumer="order",source="order.events.v1\/0"\} (.+)/.exec(metrics)?.[1]
    await consumer.stop(1_000)
    return active
  }
  let lag: string | undefined

  it('sends with a span for each topic that goes on with a sampled trace, linked to it, headers untouched', async () => {
    const publisher = await bus.publisher()
    const sent = [record(EVENTS, 1, SAMPLED), record(EVENTS, 2, UNSAMPLED), record(COMMANDS, 1, UNSAMPLED)]
    await publisher.publish(sent)
    const spans = await telemetry.spans()
    expect(spans).toEqual([
      expect.objectContaining({
        name: 'send order.events.v1',
        kind: SpanKind.PRODUCER,
        parentSpanContext: undefined,
        attributes: expect.objectContaining({ 'messaging.system': 'kafka', 'messaging.batch.message_count': 2 }),
      }),
    ])
    expect(spans[0]?.links).toEqual([
      expect.objectContaining({
        context: expect.objectContaining({ traceId: TRACE, spanId: 'b7ad6b7169203331' }),
        attributes: {
          'messaging.message.id': 'order/0/1',
          'cloudevents.event_type': 'filao.order.OrderPlaced.v1',
        },
      }),
    ])
    const kept = await (await memory.admin()).lastRecord(EVENTS, 0)
    expect(kept?.headers.get('traceparent')?.toString()).toBe(UNSAMPLED)
    const metrics = await telemetry.metrics()
    expect(metrics).toMatch(/messaging_client_sent_messages_total\{messaging_destination_name="order.events.v1"\} 2/)
    expect(metrics).toMatch(/messaging_client_operation_duration_seconds_count\{messaging_operation_name="send"\} 1/)
  })

  it('links at most 128 traces, and opens no span where none is sampled', async () => {
    const publisher = await bus.publisher()
    await publisher.publish(Array.from({ length: 200 }, (_, index) => record(EVENTS, index + 1, SAMPLED)))
    expect((await telemetry.spans())[0]?.links).toHaveLength(128)
    await publisher.publish([record(EVENTS, 201, UNSAMPLED), record(EVENTS, 202)])
    expect(await telemetry.spans()).toEqual([])
  })

  it('hands a chunk over in one span of its own, linked to the sampled traces in it', async () => {
    await (
      await memory.publisher()
    ).publish([record(EVENTS, 1, UNSAMPLED), record(EVENTS, 2, SAMPLED), record(EVENTS, 3)])
    const active = await read((handled) => ({ handled }))
    const [span] = await telemetry.spans()
    expect(span).toMatchObject({
      name: 'process order.events.v1',
      kind: SpanKind.CONSUMER,
      attributes: {
        'messaging.destination.partition.id': '0',
        'messaging.consumer.group.name': 'order-1',
        'messaging.kafka.offset': '0',
        'messaging.batch.message_count': 3,
      },
      links: [{ attributes: { 'messaging.message.id': 'order/0/2' } }],
    })
    expect(span?.spanContext().traceId).not.toBe(TRACE)
    expect(active).toBe(span?.spanContext().traceId)
    expect(lag).toBe('0')
  })

  it('marks a chunk that failed by the name of its error, and its age is the lag', async () => {
    await (await memory.publisher()).publish([record(EVENTS, 1, SAMPLED)])
    await read(() => new TypeError('ada@example.org'))
    const [span] = await telemetry.spans()
    expect(span).toMatchObject({ attributes: { 'error.type': 'TypeError' }, status: { message: 'TypeError' } })
    expect(Number(lag)).toBeGreaterThanOrEqual(5)
    expect(await telemetry.metrics()).toMatch(/messaging_process_duration_seconds_count\{.*error_type="TypeError"\} 1/)
  })
})
