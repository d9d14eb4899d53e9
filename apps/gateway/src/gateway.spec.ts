import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import type { FastifyInstance } from 'fastify'
import {
  createServer,
  request,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { createGateway } from './gateway'
import { createLog, ManagementServer, startTelemetry } from '@filao/service/edge'
import { metricsOf, RUNTIME_METRICS } from '@filao/service'

/** What reached the service behind the gateway. */
interface Seen {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly bytes: number
}

/** What is answered when the test says so. */
const late = Promise.withResolvers<ServerResponse>()
let behind: Server
let seen: Seen | undefined
let gateway: FastifyInstance
let port: number

let management: ManagementServer
let managementPort: number

beforeAll(async () => {
  startTelemetry({ environment: { FILAO_SERVICE: 'gateway' } })
  management = new ManagementServer(createLog({ service: 'gateway', instance: 'one', logLevel: 'silent' }))
  managementPort = await management.listen({ host: '127.0.0.1', port: 0 })
  behind = createServer((message, response) => {
    if (message.url?.startsWith('/v1/quotes')) return serveStream(message, response)
    if (message.url === '/v1/orders/late') return void bytesOf(message).then(() => late.resolve(response))
    void bytesOf(message).then((bytes) => {
      seen = { method: message.method!, url: message.url!, headers: message.headers, bytes }
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"from":"order"}')
    })
  })
  await new Promise<void>((resolve) => behind.listen(0, '127.0.0.1', resolve))
  const order = `http://127.0.0.1:${(behind.address() as AddressInfo).port}`
  // Nobody listens where identity should be.
  gateway = await createGateway({ services: { order, market: order, identity: 'http://127.0.0.1:1' } })
  await gateway.listen({ host: '127.0.0.1', port: 0 })
  port = (gateway.server.address() as AddressInfo).port
})
afterAll(async () => {
  await gateway.close()
  await management.close()
  await startTelemetry().stop()
  behind.closeAllConnections()
  behind.close()
})

async function bytesOf(message: IncomingMessage): Promise<number> {
  let bytes = 0
  for await (const chunk of message as AsyncIterable<Buffer>) bytes += chunk.length
  return bytes
}

interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Record<string, unknown>
}

/** A request as it is written: no client tidies its path or its headers. */
function ask(
  path: string,
  { method = 'GET', headers = {}, chunks = [] }: { method?: string; headers?: object; chunks?: string[] } = {},
): Promise<Answer> {
  seen = undefined
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, method, headers: { ...headers } }, (answer) => {
      let text = ''
      answer.setEncoding('utf8')
      answer.on('data', (part: string) => (text += part))
      answer.on('end', () => {
        const body = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>)
        resolve({ status: answer.statusCode!, headers: answer.headers, body })
      })
    })
    asked.on('error', reject)
    for (const chunk of chunks) asked.write(chunk)
    asked.end()
  })
}

const REQUEST_ID = '5b0f3f0e-6d0b-4a53-9d3c-2f6a3c1d7e11'

describe('what is passed on', () => {
  it('tells the service who has called, whatever the caller says of himself', async () => {
    await ask('/v1/orders?limit=1', { headers: { 'x-forwarded-for': '203.0.113.9', authorization: 'Bearer abc' } })
    expect(seen).toMatchObject({ method: 'GET', url: '/v1/orders?limit=1' })
    expect(seen!.headers).toMatchObject({ 'x-forwarded-for': '127.0.0.1', authorization: 'Bearer abc' })
  })

  it.each([
    ['a body in chunks', { 'transfer-encoding': 'chunked' }],
    ['a body that is announced', { expect: '100-continue', 'content-length': '10' }],
    ['an upgrade that nobody offers', { connection: 'upgrade', upgrade: 'websocket', 'content-length': '10' }],
    ['trailers', { te: 'trailers', 'content-length': '10' }],
  ])('holds with %s', async (_, headers) => {
    const answer = await ask('/v1/orders', { method: 'POST', headers, chunks: ['01234', '56789'] })
    expect(answer).toMatchObject({ status: 200, body: { from: 'order' } })
    expect(seen).toMatchObject({ method: 'POST', bytes: 10 })
  })

  it.each(['/v1/orders/../../internal/heads', '/v1/orders/%2e%2e/%2e%2e/internal/heads', '/v1/orders/..%2fmetrics'])(
    'never leaves the prefix: %s',
    async (path) => {
      const { status, headers } = await ask(path)
      expect({ status, reached: seen?.url }).toEqual({ status: 400, reached: undefined })
      expect(headers['content-type']).toBe('application/problem+json')
    },
  )
})

describe('what the gateway answers itself', () => {
  it.each([
    ['a route that there is not', '/v1/nothing', 404, 'not-found'],
    ['a neighbour of a prefix', '/v1/ordersabc', 404, 'not-found'],
    ["a service's management", '/internal/heads', 404, 'not-found'],
    ['an address that cannot be decoded', '/v1/orders/%zz', 400, 'bad-request'],
    ['a service that does not answer', '/v1/users/me', 503, 'service-unavailable'],
  ])('to %s is a problem like any other', async (_, path, status, code) => {
    const answer = await ask(path, { headers: { 'x-request-id': REQUEST_ID } })
    expect(answer).toMatchObject({
      status,
      headers: { 'content-type': 'application/problem+json', 'x-request-id': REQUEST_ID, 'cache-control': 'no-store' },
      body: { type: `https://filao.dev/problems/${code}`, status, code, instance: path, requestId: REQUEST_ID },
    })
    expect(answer.headers['retry-after']).toBe(status === 503 ? '1' : undefined)
  })

  it('that comes when whoever asked has left is dropped without a word', async () => {
    const said = jest.spyOn(process.stderr, 'write').mockReturnValue(true)
    const left = new Promise((resolve) =>
      gateway.server.once('connection', (socket: Socket) => socket.once('close', resolve)),
    )
    const leaving = request({ host: '127.0.0.1', port, path: '/v1/orders/late', method: 'POST', agent: false })
    leaving.on('error', () => undefined).end('{}')
    const answer = await late.promise
    leaving.destroy()
    await left
    const over = new Promise((resolve) => answer.once('close', resolve))
    answer.writeHead(200, { 'content-type': 'application/json' }).end('{"from":"order"}')
    await over
    expect((await ask('/v1/orders/1')).status).toBe(200)
    expect(said).not.toHaveBeenCalled()
    said.mockRestore()
  })

  it('to what is not HTTP is a problem too, and the connection ends', async () => {
    const text = await new Promise<string>((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => socket.write('GARBAGE\r\n\r\n'))
      let received = ''
      socket.on('data', (part: Buffer) => (received += part.toString()))
      socket.on('end', () => resolve(received))
      socket.on('error', reject)
    })
    expect(text).toMatch(/^HTTP\/1\.1 400 [^]*application\/problem\+json[^]*"code":"bad-request"/)
  })
})

/** The stream that the service behind tells now. */
let told: ServerResponse | undefined
function serveStream(_: IncomingMessage, response: ServerResponse): void {
  told = response
  response.writeHead(200, { 'content-type': 'text/event-stream' }).write('event: ready\ndata: {}\n\n')
}

/** The answer that the service behind has begun. */
async function serving(): Promise<ServerResponse> {
  while (!told) await new Promise((resolve) => setTimeout(resolve, 10))
  return told
}

describe('a stream', () => {
  const open = async (): Promise<Response> => fetch(`http://127.0.0.1:${port}/v1/quotes/stream?symbols=AAPL`)
  const textOf = async (reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string> =>
    Buffer.from((await reader.read()).value ?? []).toString()

  it('is passed on as it comes, each event by itself, and its end too', async () => {
    const answer = await open()
    expect(answer.headers.get('content-type')).toBe('text/event-stream')
    const reader = answer.body!.getReader()
    expect(await textOf(reader)).toBe('event: ready\ndata: {}\n\n')
    told!.write('event: quote\ndata: 1\n\n')
    expect(await textOf(reader)).toBe('event: quote\ndata: 1\n\n')
    told!.end()
    expect((await reader.read()).done).toBe(true)
  })

  it('is closed behind when its reader leaves', async () => {
    const answer = await open()
    const left = new Promise((resolve) => told!.once('close', resolve))
    await answer.body!.cancel()
    await left
  })

  it('comes no faster than its reader takes it', async () => {
    const socket = connect(port, '127.0.0.1')
    socket.pause()
    told = undefined
    socket.write('GET /v1/quotes/stream HTTP/1.1\r\nHost: a\r\n\r\n')
    const upstream = await serving()
    const block = Buffer.alloc(1_000_000, 'x')
    let written = 0
    // The buffers of two connections take some megabytes, and grow when they are full.
    for (let full = 0; full < 20 && written < 100_000_000;) {
      if (!upstream.writableNeedDrain) upstream.write(block, () => (written += block.length))
      await new Promise((resolve) => setTimeout(resolve, 10))
      full = upstream.writableNeedDrain ? full + 1 : 0
    }
    expect(written).toBeLessThan(50_000_000)
    socket.destroy()
  })

  it('ends in order when the gateway stops, which does not wait for the reader', async () => {
    const order = `http://127.0.0.1:${(behind.address() as AddressInfo).port}`
    const stopping = await createGateway({ services: { market: order } })
    await stopping.listen({ host: '127.0.0.1', port: 0 })
    const { port: own } = stopping.server.address() as AddressInfo
    const answer = await fetch(`http://127.0.0.1:${own}/v1/quotes/stream`)
    const left = new Promise((resolve) => told!.once('close', resolve))
    const text = answer.text()
    const began = performance.now()
    await stopping.close()
    expect(performance.now() - began).toBeLessThan(15_000)
    expect(await text).toBe('event: ready\ndata: {}\n\n')
    await left
  })
})

describe('metrics of the gateway', () => {
  const scrape = async (): Promise<string> => (await fetch(`http://127.0.0.1:${managementPort}/metrics`)).text()

  it('tell requests by prefix and status, and what nobody answered', async () => {
    await ask('/v1/orders/0197c3d4?secret=1')
    await ask('/v1/users/me')
    const text = await scrape()
    expect(text).toMatch(
      /http_server_request_duration_seconds_count\{http_request_method="GET",http_route="\/v1\/orders\/\*",http_response_status_code="200"\} \d/,
    )
    expect(text).toMatch(/filao_http_problems_total\{code="service-unavailable",route="\/v1\/users\/\*"\} \d/)
    expect(text).not.toMatch(/0197c3d4|secret/)
  })

  it('are those of the catalogue', async () => {
    const names = [...(await scrape()).matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name!)
    const known: readonly string[] = [...metricsOf('gateway'), ...RUNTIME_METRICS, 'target_info']
    expect(names.filter((name) => !known.includes(name))).toEqual([])
    expect(names).toContain('http_server_request_duration_seconds')
  })
})
