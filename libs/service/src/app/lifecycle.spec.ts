import { jest } from '@jest/globals'
import {
  Controller,
  Get,
  Injectable,
  Module,
  StreamableFile,
  type BeforeApplicationShutdown,
  type OnApplicationShutdown,
  type OnModuleDestroy,
} from '@nestjs/common'
import { trace } from '@opentelemetry/api'
import { InMemorySpanExporter } from '@opentelemetry/sdk-trace'
import { once } from 'node:events'
import { Agent, get, type IncomingMessage } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { Public } from '../auth/access'
import { createLog } from '../logging/log'
import { ManagementServer } from '../management/management-server'
import { runningTelemetry, startTelemetry } from '../telemetry/sdk'
import { contextOf, openSpan } from '../telemetry/span'
import { createApp, documentOf, type ServiceApp } from './create-app'

const steps: string[] = []
/** The slow request: told apart from the stop by events, never by time, which a busy machine stretches. */
const slowRequest = { entered: Promise.withResolvers<void>(), released: Promise.withResolvers<void>() }

const longAnswer = new PassThrough()
/** A connection that nobody ends is kept for a minute and longer. */
const STOP_MS_MAX = 15_000

/** What an engine does: it must outlive the requests that wait for it, and end before the connections. */
@Injectable()
class Engine implements OnModuleDestroy, BeforeApplicationShutdown, OnApplicationShutdown {
  constructor(private readonly management: ManagementServer) {}
  onModuleDestroy(): void {
    steps.push(`unready: ${this.management.isDraining}`)
  }
  beforeApplicationShutdown(): void {
    steps.push('intake stops')
    setTimeout(() => slowRequest.released.resolve(), 50)
  }
  onApplicationShutdown(): void {
    steps.push('engine stops')
  }
}

@Controller('v1')
@Public()
class SlowController {
  @Get('slow')
  async slow(): Promise<unknown> {
    slowRequest.entered.resolve()
    await slowRequest.released.promise
    steps.push('request ends')
    return { done: true }
  }

  @Get('long')
  long(): StreamableFile {
    longAnswer.write('begun, ')
    return new StreamableFile(longAnswer)
  }

  @Get('traced/:id')
  traced(): unknown {
    const active = trace.getActiveSpan()
    if (!active?.isRecording()) return { traceId: null }
    const span = openSpan('work', { parent: contextOf(active) })
    span.end()
    return { traceId: span.spanContext().traceId }
  }
}

@Module({ controllers: [SlowController], providers: [Engine] })
class SlowModule {}

const log = createLog({ service: 'market', instance: 'one', logLevel: 'silent' })
const start = (environment: NodeJS.ProcessEnv = {}): Promise<ServiceApp> =>
  createApp(SlowModule, { service: 'market', environment, log })

const listen = async ({ app }: ServiceApp): Promise<string> => {
  await app.listen({ host: '127.0.0.1', port: 0 })
  return `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`
}

describe('stopping', () => {
  it('is unready first, then lets requests end, then the engine, and closes connections last', async () => {
    steps.length = 0
    const service = await start()
    const url = await listen(service)
    const closed = jest.spyOn(service.management, 'close').mockImplementation(() => {
      steps.push('management closes')
      return Promise.resolve()
    })
    const slow = fetch(`${url}/v1/slow`)
    await slowRequest.entered.promise
    await service.close()
    expect((await slow).status).toBe(200)
    expect(steps).toEqual(['unready: true', 'intake stops', 'request ends', 'engine stops', 'management closes'])
    closed.mockRestore()
  })

  it('does not wait for a connection that has asked nothing', async () => {
    const service = await start()
    const url = await listen(service)
    const silent = connect(Number(new URL(url).port), '127.0.0.1')
    const ended = once(
      silent.on('error', () => undefined),
      'close',
    )
    await once(silent, 'connect')
    await fetch(`${url}/v1/traced/1`)
    const from = performance.now()
    await service.close()
    expect(performance.now() - from).toBeLessThan(STOP_MS_MAX)
    await ended
  })

  it('does not wait for what a client keeps whose answer was begun before the stop and ended after it', async () => {
    const service = await start()
    const url = await listen(service)
    const agent = new Agent({ keepAlive: true })
    const answer = await new Promise<IncomingMessage>((resolve, reject) =>
      get(`${url}/v1/long`, { agent }, resolve).once('error', reject),
    )
    expect(answer.headers['connection']).not.toBe('close')
    const closing = service.close()
    setTimeout(() => longAnswer.end('done'), 200)
    expect(await text(answer)).toBe('begun, done')
    const from = performance.now()
    await closing
    expect(performance.now() - from).toBeLessThan(STOP_MS_MAX)
    agent.destroy()
  })

  it('sends clients elsewhere while it drains', async () => {
    const service = await start()
    service.management.drain()
    const answer = await service.app.inject({ method: 'GET', url: '/v1/traced/1' })
    expect(answer.headers['connection']).toBe('close')
    await service.close()
  })
})

describe('what is not HTTP', () => {
  const send = (port: number, text: string): Promise<string> =>
    new Promise((resolve) => {
      let answer = ''
      const socket = connect(port, '127.0.0.1', () => socket.write(text))
      socket.on('data', (data: Buffer) => (answer += data.toString()))
      socket.on('close', () => resolve(answer))
    })

  it('gets a problem and a closed connection', async () => {
    const service = await start()
    const port = Number(new URL(await listen(service)).port)
    expect(await send(port, 'nonsense\r\n\r\n')).toMatch(/^HTTP\/1.1 400[^]*application\/problem\+json[^]*bad-request/)
    const long = await send(port, `GET / HTTP/1.1\r\nHost: a\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`)
    expect(long).toMatch(/^HTTP\/1.1 431[^]*X-Request-Id: (\S+)[^]*headers-too-large[^]*"requestId":"\1"/)
    await service.close()
  })
})

describe('traces of requests', () => {
  const exporter = new InMemorySpanExporter()
  let service: ServiceApp

  beforeAll(async () => {
    startTelemetry({ environment: { FILAO_SERVICE: 'market' }, exporter })
    service = await start({ FILAO_TRACE_SHARE: '0' })
  })
  afterAll(async () => {
    await service.close()
    await runningTelemetry()?.stop()
  })

  it('go on with that of the caller when it is sampled, named by route, with the work below', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
    const answer = await service.app.inject({ method: 'GET', url: '/v1/traced/7', headers: { traceparent } })
    expect(answer.json()).toEqual({ traceId: '0af7651916cd43dd8448eb211c80319c' })
    await (trace.getTracerProvider() as unknown as { getDelegate(): { forceFlush(): Promise<void> } })
      .getDelegate()
      .forceFlush()
    const [work, request] = exporter.getFinishedSpans()
    expect(request).toMatchObject({
      name: 'GET /v1/traced/:id',
      attributes: { 'http.route': '/v1/traced/:id', 'http.response.status_code': 200 },
      parentSpanContext: { spanId: 'b7ad6b7169203331' },
    })
    expect(work?.parentSpanContext?.spanId).toBe(request?.spanContext().spanId)
  })

  it('are not made for a request that is not sampled', async () => {
    exporter.reset()
    const answer = await service.app.inject({ method: 'GET', url: '/v1/traced/7' })
    expect(answer.json()).toEqual({ traceId: null })
  })

  it('and their times are measured by route and status', async () => {
    const chunks: string[] = []
    await new Promise<void>((resolve) => {
      const response = {
        statusCode: 0,
        setHeader: () => undefined,
        end: (text: string) => (chunks.push(text), resolve()),
      }
      runningTelemetry()!.metrics({} as never, response as never)
    })
    expect(chunks.join()).toMatch(
      /http_server_request_duration_seconds_count\{http_request_method="GET",http_route="\/v1\/traced\/:id",http_response_status_code="200"\} 2/,
    )
  })
})

describe('API document', () => {
  it('is built from the module alone, the same as it is served', async () => {
    const document = await documentOf(SlowModule, { service: 'market' })
    const service = await start()
    expect(document).toEqual((await service.app.inject({ method: 'GET', url: '/openapi.json' })).json())
    await service.close()
  })
})
