import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Log } from '../logging/log'
import { Problem, problemBody } from '../problem/problem'
import { runningTelemetry } from '../telemetry/sdk'

/** What an internal route is asked. */
export interface InternalRequest {
  readonly query: URLSearchParams
  /** The JSON of the body; undefined when there is none. */
  readonly body: unknown
}
/** Answers JSON. A {@link Problem} is answered as such, anything else thrown as 500 without a word. */
export type InternalRoute = (request: InternalRequest) => unknown

/** Throws or rejects when the service should get no traffic now. */
export type ReadinessCheck = () => unknown

const CHECK_TIMEOUT_MS = 2_000
const BODY_BYTES_MAX = 65_536

/**
 * The port for those who run the platform: probes, metrics, and what services ask each other. Plain node:http, so that
 * it answers before the application is up and after it has stopped taking requests. Never reachable from outside.
 */
export class ManagementServer {
  private readonly server: Server
  private readonly routes = new Map<string, InternalRoute>()
  private readonly checks = new Map<string, ReadinessCheck>()
  private draining = false
  private started = false

  constructor(private readonly log: Log) {
    this.server = createServer((request, response) => void this.answer(request, response))
    this.server.headersTimeout = 5_000
    this.server.requestTimeout = 10_000
  }

  /** Adds `GET /internal/heads` and the like. Throws when there is one already. */
  route(method: 'GET' | 'POST', path: string, route: InternalRoute): void {
    const key = `${method} ${path}`
    if (this.routes.has(key)) throw new TypeError(`there is a route for ${key} already`)
    this.routes.set(key, route)
  }

  /** Adds a condition of readiness. A gap or a partition that lags is an alarm, not unreadiness. */
  check(name: string, check: ReadinessCheck): void {
    this.checks.set(name, check)
  }

  /** Listens. Answers the port, which is of interest when 0 was asked for. */
  async listen({ host, port }: { host: string; port: number }): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject)
      this.server.listen(port, host, () => resolve())
    })
    return (this.server.address() as AddressInfo).port
  }

  /** From now on ready is what the checks say; before, it is not. */
  ready(): void {
    this.started = true
  }

  /** Unready for good: no new traffic, while what runs ends. */
  drain(): void {
    this.draining = true
  }

  get isDraining(): boolean {
    return this.draining
  }

  async close(): Promise<void> {
    if (!this.server.listening) return
    this.server.closeAllConnections()
    await new Promise((resolve) => this.server.close(resolve))
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const url = new URL(request.url ?? '/', 'http://management')
      if (url.pathname === '/metrics' && request.method === 'GET') return this.metrics(request, response)
      const { status, body } = await this.dispatch(request, url)
      send(response, status, body)
    } catch (error) {
      if (error instanceof Problem)
        return send(response, error.status, problemBody(error, { instance: '', requestId: '' }))
      this.log.error({ error }, 'internal route failed')
      send(response, 500, { code: 'internal' })
    }
  }

  private async dispatch(request: IncomingMessage, url: URL): Promise<{ status: number; body: unknown }> {
    if (url.pathname === '/health/live') return { status: 200, body: { status: 'live' } }
    if (url.pathname === '/health/ready') return this.readiness()
    const route = this.routes.get(`${request.method} ${url.pathname}`)
    if (route === undefined) return { status: 404, body: { code: 'not-found' } }
    const body = request.method === 'POST' ? await readJson(request) : undefined
    return { status: 200, body: await route({ query: url.searchParams, body }) }
  }

  private metrics(request: IncomingMessage, response: ServerResponse): void {
    const telemetry = runningTelemetry()
    if (telemetry === undefined) return send(response, 503, { code: 'no-telemetry' })
    telemetry.metrics(request, response)
  }

  private async readiness(): Promise<{ status: number; body: unknown }> {
    if (this.draining || !this.started) {
      return { status: 503, body: { status: this.draining ? 'draining' : 'starting', failed: [] } }
    }
    const names = [...this.checks.keys()]
    const outcomes = await Promise.allSettled(names.map((name) => withinTime(this.checks.get(name)!)))
    const failed = names.filter((_, index) => outcomes[index]?.status === 'rejected')
    return {
      status: failed.length === 0 ? 200 : 503,
      body: { status: failed.length === 0 ? 'ready' : 'unready', failed },
    }
  }
}

async function withinTime(check: ReadinessCheck): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error('readiness check timed out')), CHECK_TIMEOUT_MS)
  })
  try {
    await Promise.race([Promise.resolve().then(check), late])
  } finally {
    clearTimeout(timer)
  }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  if (response.headersSent) return
  const text = JSON.stringify(body ?? null)
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' })
  response.end(text)
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > BODY_BYTES_MAX) throw new Problem(413, 'body-too-large', 'The body is too large.')
    chunks.push(chunk)
  }
  try {
    return size === 0 ? undefined : (JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown)
  } catch {
    throw new Problem(400, 'unreadable-json', 'The body is not JSON.')
  }
}
