import { metrics, trace } from '@opentelemetry/api'
import { InMemorySpanExporter } from '@opentelemetry/sdk-trace'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { runningTelemetry, startTelemetry } from './sdk'
import { contextOf, failSpan, openSpan, runInSpan } from './span'
import { formatTraceparent, newTrace, parseTraceparent } from './traceparent'

const ENVIRONMENT = { FILAO_SERVICE: 'order', FILAO_INSTANCE: 'one' }

describe('traceparent', () => {
  it('is read and written as the header says', () => {
    const text = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
    expect(parseTraceparent(text)).toEqual({
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: 'b7ad6b7169203331',
      sampled: true,
    })
    expect(formatTraceparent(parseTraceparent(text)!)).toBe(text)
  })

  it.each([
    undefined,
    ['a', 'b'],
    '',
    'ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    '00-00000000000000000000000000000000-b7ad6b7169203331-01',
    '00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01',
    '00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01',
    '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\nx: y',
  ])('is as good as absent when it is not valid: %j', (text) => expect(parseTraceparent(text)).toBeUndefined())

  it('is valid and new for each new trace', () => {
    const [one, two] = [newTrace(true), newTrace(false)]
    expect(parseTraceparent(formatTraceparent(one))).toEqual(one)
    expect(parseTraceparent(formatTraceparent(two))).toEqual(two)
    expect(one.traceId).not.toBe(two.traceId)
  })
})

describe('telemetry', () => {
  afterEach(() => runningTelemetry()?.stop())

  const scrape = async (): Promise<string> => {
    const server = createServer((request, response) => runningTelemetry()!.metrics(request, response))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`)
    const text = await answer.text()
    await new Promise((resolve) => server.close(resolve))
    return text
  }

  it('starts once, without traces where no collector is named', () => {
    const first = startTelemetry({ environment: ENVIRONMENT })
    expect(startTelemetry({ environment: ENVIRONMENT })).toBe(first)
    expect(first.tracing).toBe(false)
  })

  it('answers with the metrics of the runtime and our own, in the names that we gave them', async () => {
    startTelemetry({ environment: ENVIRONMENT })
    metrics.getMeter('filao').createCounter('filao_things_total').add(2, { kind: 'a' })
    const text = await scrape()
    expect(text).toContain('filao_things_total{kind="a"} 2')
    expect(text).toMatch(/nodejs_eventloop/)
    expect(text).toContain('service_name="order"')
  })

  it('makes spans below a sampled parent, and says of one that failed no more than the name of the error', async () => {
    const exporter = new InMemorySpanExporter()
    const telemetry = startTelemetry({ environment: ENVIRONMENT, exporter })
    const parent = newTrace(true)
    const outer = openSpan('outer', { parent })
    openSpan('inner', { parent: contextOf(outer) }).end()
    outer.end()
    const failing = openSpan('failing', { parent })
    failSpan(failing, new TypeError('ada@x'))
    failing.end()
    await (trace.getTracerProvider() as unknown as { getDelegate(): { forceFlush(): Promise<void> } })
      .getDelegate()
      .forceFlush()
    const spans = exporter.getFinishedSpans()
    expect(spans.map(({ name }) => name)).toEqual(['inner', 'outer', 'failing'])
    expect(spans[0]?.parentSpanContext?.spanId).toBe(spans[1]?.spanContext().spanId)
    expect(spans[1]?.spanContext().traceId).toBe(parent.traceId)
    expect(spans[2]).toMatchObject({ attributes: { 'error.type': 'TypeError' }, status: { message: 'TypeError' } })
    expect(telemetry.tracing).toBe(true)
  })

  it('carries the context of an opened span onwards', () => {
    startTelemetry({ environment: ENVIRONMENT, exporter: new InMemorySpanExporter() })
    const parent = newTrace(true)
    const span = openSpan('request', { parent })
    expect(contextOf(span)).toMatchObject({ traceId: parent.traceId, sampled: true })
    expect(runInSpan(span, () => trace.getActiveSpan())).toBe(span)
    span.end()
  })
})
