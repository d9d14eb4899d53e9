import { createHash } from 'node:crypto'
import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer, type Server as TcpServer, type Socket } from 'node:net'
import { Chance } from '../didit/chance'
import { Faults } from '../didit/faults'
import { EICAR } from './eicar'
import { ClamdReader } from './instream'
import { listenAt } from '../../listening'

const FINDING = 'Eicar-Test-Signature'
const VERSION = 'ClamAV 1.4.2/27500/simulated'
const BODY_BYTES_MAX = 4_096
const DELAY_MS = 3_000

export interface ClamdOptions {
  readonly host: string
  /** 0: any that is free. */
  readonly port: number
  readonly seed: number
  /** How late an answer is that is delayed. */
  readonly delayMs?: number
}

/** What was scanned, by its hash: the scanner's own books. */
export interface Scan {
  readonly sha256: string
  readonly size: number
  readonly finding: string | null
}

/**
 * A scanner that speaks clamd's protocol and finds the EICAR text. On the same port it answers HTTP: `GET /health`, and
 * `GET /control`, `POST /control/faults` with the shares of `delay`, `drop` (the connection ends without a word) and
 * `error_500` (an error of clamd).
 */
export class ClamdSimulator {
  readonly scans: Scan[] = []
  private readonly faults: Faults
  private readonly http: Server
  private readonly server: TcpServer
  private readonly sockets = new Set<Socket>()

  constructor(private readonly options: ClamdOptions) {
    this.faults = new Faults(new Chance(options.seed))
    this.http = createHttpServer((request, response) => void this.control(request, response))
    this.server = createServer((socket) => this.accept(socket))
  }

  /** Listens; gives the port. */
  start(): Promise<number> {
    return listenAt(this.server, this.options)
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy()
    await new Promise((resolve) => this.server.close(resolve))
  }

  /** Misbehaves from now on: shares from 0 to 1. */
  misbehave(shares: Readonly<Record<string, number>>): void {
    this.faults.set(shares)
  }

  /** clamd's commands begin with `z` or `n`; everything else is for HTTP. */
  private accept(socket: Socket): void {
    this.sockets.add(socket)
    socket.on('close', () => this.sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    socket.once('data', (first: Buffer) => {
      if (first[0] !== 0x7a && first[0] !== 0x6e) {
        this.http.emit('connection', socket)
        socket.unshift(first)
        return
      }
      const reader = new ClamdReader()
      const take = (part: Buffer): void => this.take(socket, reader, part)
      socket.on('data', take)
      take(first)
    })
  }

  private take(socket: Socket, reader: ClamdReader, part: Buffer): void {
    const said = reader.take(part)
    if (said.kind === 'more') return
    socket.removeAllListeners('data')
    socket.resume()
    const end = (answer: string): void => void socket.end(`${answer}${reader.terminator}`)
    if (said.kind === 'stream') this.scan(socket, said.content, end)
    else if (said.kind === 'too_large') end('INSTREAM size limit exceeded. ERROR')
    else if (said.kind === 'command' && said.name === 'PING') end('PONG')
    else if (said.kind === 'command' && said.name === 'VERSION') end(VERSION)
    else end('UNKNOWN COMMAND')
  }

  private scan(socket: Socket, content: Buffer, end: (answer: string) => void): void {
    const occasion = `scan/${this.scans.length}`
    const finding = content.includes(EICAR) ? FINDING : null
    this.scans.push({ sha256: createHash('sha256').update(content).digest('hex'), size: content.length, finding })
    if (this.faults.happens('drop', occasion)) return void socket.destroy()
    if (this.faults.happens('error_500', occasion)) return end("stream: Can't allocate memory ERROR")
    const answer = finding === null ? 'stream: OK' : `stream: ${finding} FOUND`
    if (!this.faults.happens('delay', occasion)) return end(answer)
    setTimeout(() => end(answer), this.options.delayMs ?? DELAY_MS).unref()
  }

  private async control(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const answer = (status: number, body: object): void =>
      void response
        .writeHead(status, { 'content-type': 'application/json', connection: 'close' })
        .end(JSON.stringify(body))
    try {
      const { pathname } = new URL(request.url ?? '/', 'http://clamd')
      if (pathname.startsWith('/health')) return answer(200, { status: 'ready' })
      if (pathname !== '/control' && pathname !== '/control/faults') return answer(404, { detail: 'Not found.' })
      if (request.method === 'POST') this.faults.set(await readJson(request))
      return answer(200, { faults: this.faults.current, scans: this.scans })
    } catch (error) {
      return answer(400, { detail: (error as Error).message })
    }
  }
}

async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > BODY_BYTES_MAX) throw new RangeError('the body is too large')
    chunks.push(chunk)
  }
  return JSON.parse(Buffer.concat(chunks).toString('utf8')) as Record<string, unknown>
}
