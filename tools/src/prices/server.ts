import { listenAt, stopListening } from '@filao/testing/listening'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { WebSocketServer } from 'ws'
import { z } from 'zod'
import { SimulatedExchange } from './exchange'
import { FaultCommand, Faults } from './faults'
import type { PriceServerOptions } from './options'
import { replay, ReplayCommand } from './recording'
import { Rest } from './rest'
import { Streams } from './streams'

const STEP_INTERVAL_MS = 500
const BODY_BYTES_MAX = 65_536
const STREAM_PATH = /^\/v2\/(iex|sip)$/

const InstrumentCommand = z.strictObject({
  symbol: z.string().regex(/^[A-Z0-9._-]{1,32}$/),
  calendarCode: z.string().max(20),
  tick: z.number().positive(),
  price: z.number().positive(),
})

/**
 * A provider of prices that speaks Alpaca's market data protocol, keeps its limits, and misbehaves when it is told to:
 * `POST /simulator/faults`, `/simulator/instruments`, `/simulator/replay`; `GET /simulator/state`.
 */
export class PriceServer {
  readonly exchange: SimulatedExchange
  readonly faults = new Faults()
  readonly streams: Streams
  private readonly rest: Rest
  private readonly server: Server
  private readonly sockets = new WebSocketServer({ noServer: true, maxPayload: BODY_BYTES_MAX })
  private readonly ending = new AbortController()
  private steps: NodeJS.Timeout | undefined
  private replayed = 0

  constructor(private readonly options: PriceServerOptions) {
    this.exchange = new SimulatedExchange(options.seed)
    this.streams = new Streams(this.exchange, this.faults, options)
    this.rest = new Rest(this.exchange, this.faults, options)
    this.server = createServer((request, response) => void this.answer(request, response))
    this.server.on('upgrade', (request, socket, head) => {
      const [, feed] = STREAM_PATH.exec(request.url ?? '') ?? []
      if (feed === undefined) return socket.destroy()
      this.sockets.handleUpgrade(request, socket, head, (stream) => this.streams.connect(stream, feed))
    })
  }

  /** Listens. Gives the port, for who asked for any. */
  async start(): Promise<number> {
    const port = await listenAt(this.server, this.options)
    this.steps = setInterval(() => this.exchange.step(), STEP_INTERVAL_MS)
    return port
  }

  async stop(): Promise<void> {
    clearInterval(this.steps)
    this.ending.abort()
    this.streams.drop()
    await stopListening(this.server)
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      if (request.url === '/health/ready') return void response.end('{"status":"ok"}')
      if (!request.url?.startsWith('/simulator/')) return await this.rest.answer(request, response)
      const told =
        request.method === 'POST' ? this.command(request.url, await bodyOf(request)) : this.state(request.url)
      response.writeHead(told === undefined ? 404 : 200, { 'content-type': 'application/json' })
      response.end(JSON.stringify(told ?? { message: 'not found' }))
    } catch (error) {
      response.writeHead(400, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ message: (error as Error).message }))
    }
  }

  private state(url: string): object | undefined {
    if (url !== '/simulator/state') return undefined
    const { count, symbols } = this.streams
    return { connections: count, streamed: symbols, symbols: this.exchange.symbols, replayed: this.replayed }
  }

  private command(url: string, body: unknown): object | undefined {
    switch (url) {
      case '/simulator/faults':
        return this.misbehave(FaultCommand.parse(body))
      case '/simulator/instruments':
        return this.exchange.describe(InstrumentCommand.parse(body)).terms
      case '/simulator/replay': {
        const command = ReplayCommand.parse(body)
        this.exchange.freeze(command.symbol, true)
        void replay(this.exchange, command, this.ending.signal).then(
          (rows) => (this.replayed += rows),
          (error: Error) => process.stderr.write(`${command.path}: ${error.message}\n`),
        )
        return { playing: command.path }
      }
      default:
        return undefined
    }
  }

  private misbehave(command: FaultCommand): object {
    this.faults.take(command)
    for (const symbol of command.halt ?? []) this.exchange.halt(symbol, true)
    for (const symbol of command.resume ?? []) this.exchange.halt(symbol, false)
    for (const symbol of command.freeze ?? []) this.exchange.freeze(symbol, true)
    for (const symbol of command.thaw ?? []) this.exchange.freeze(symbol, false)
    for (const symbol of command.correct ?? []) this.exchange.correct(symbol)
    for (const symbol of command.cancel ?? []) this.exchange.cancel(symbol)
    if (command.drop) this.streams.drop()
    return command
  }
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > BODY_BYTES_MAX) throw new RangeError('the body is too large')
    chunks.push(chunk)
  }
  return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown
}
