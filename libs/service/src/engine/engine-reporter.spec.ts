import type { BatchMeasure, Incoming } from '@filao/engine'
import { createLog } from '../logging/log'
import { recordedTelemetry } from '../testing/recorded-telemetry'
import { engineReporter } from './engine-reporter'

const TRACE = '0af7651916cd43dd8448eb211c80319c'
const traceparent = (flags: string): string => `00-${TRACE}-b7ad6b7169203331-${flags}`

const incoming = (type: string, flags?: string): Incoming => ({
  command: { type },
  subject: 's',
  cause: {
    actor: 'client:1',
    requestId: 'r',
    correlationId: 'c',
    causationId: 'c',
    traceparent: flags && traceparent(flags),
  },
  origin: { kind: 'link', source: 'order', sourcePartition: 0, sequence: 1, kafkaOffset: 0n },
})
const measure = (inputs: readonly Incoming[]): BatchMeasure => ({
  inputs,
  events: 2,
  duplicates: 0,
  milliseconds: 40,
  refusals: [{ command: 'ReserveFunds', code: 'insufficient_balance' }],
})

describe('what an engine reports', () => {
  const telemetry = recordedTelemetry('wallet')
  const lines: Record<string, unknown>[] = []
  const log = createLog(
    { service: 'wallet', instance: 'one', logLevel: 'info' },
    { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
  )
  const reporter = engineReporter('wallet', log, true)

  beforeEach(() => void (lines.length = 0))
  afterAll(() => telemetry.stop())

  it('is a span for the batch, linked to the sampled commands, and in the trace of each a span linked back', async () => {
    reporter.batch(1, measure([incoming('SettleLeg', '01'), incoming('ReserveFunds', '00'), incoming('ReserveFunds')]))
    const [decide, batch, ...rest] = await telemetry.spans()
    expect(rest).toEqual([])
    expect(batch).toMatchObject({
      name: 'batch wallet',
      parentSpanContext: undefined,
      attributes: { 'filao.partition': 1, 'filao.batch.commands': 3, 'filao.batch.events': 2 },
      links: [{ context: { traceId: TRACE }, attributes: { 'filao.command': 'SettleLeg' } }],
    })
    expect(decide).toMatchObject({
      name: 'decide SettleLeg',
      parentSpanContext: { traceId: TRACE, spanId: 'b7ad6b7169203331' },
      links: [{ context: { spanId: batch?.spanContext().spanId } }],
    })
    expect(decide?.spanContext().traceId).toBe(TRACE)
    // The batch is told when it is done: it began as long before as it took.
    expect(batch!.duration[0] * 1e3 + batch!.duration[1] / 1e6).toBeCloseTo(40, 1)
  })

  it('is no span where no command is sampled', async () => {
    reporter.batch(1, measure([incoming('ReserveFunds', '00'), incoming('ReserveFunds')]))
    expect(await telemetry.spans()).toEqual([])
  })

  it('is counted, lost fences and alarms from zero on', async () => {
    expect(await telemetry.metrics()).toMatch(/filao_engine_fence_lost_total\{service="wallet",outcome="disowned"\} 0/)
    expect(await telemetry.metrics()).toMatch(/filao_engine_alarms_total\{kind="hole"\} 0/)
    reporter.fenceLost(1, 'moved')
    reporter.batch(1, measure([incoming('ReserveFunds')]))
    const metrics = await telemetry.metrics()
    expect(metrics).toMatch(/filao_engine_fence_lost_total\{service="wallet",outcome="moved"\} 1/)
    expect(metrics).toMatch(/filao_engine_refusals_total\{.*command="ReserveFunds",code="insufficient_balance"\} \d/)
    expect(metrics).toMatch(/filao_engine_batch_commands_bucket\{service="wallet",le="1"\} \d/)
  })

  it('is an error with the ids of the request that it goes back to, when somebody has to look', () => {
    const error = new Error('a rule threw', { cause: new TypeError('x is undefined') })
    reporter.alarm('parked', 'SettleLeg was given up', error, incoming('SettleLeg', '01').cause)
    expect(lines).toEqual([
      expect.objectContaining({
        level: 'error',
        alarm: 'parked',
        requestId: 'r',
        traceId: TRACE,
        error: expect.objectContaining({
          message: 'a rule threw',
          cause: expect.objectContaining({ type: 'TypeError' }),
        }),
      }),
    ])
  })

  it('is said once when it repeats itself', () => {
    for (let times = 0; times < 50; times += 1) reporter.warn('timers', new Error('connection refused'))
    expect(lines).toHaveLength(1)
  })
})
