import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { listenAt, stopListening } from '../../listening'

const LIST_BYTES_MAX = 64 * 1024 ** 2

/**
 * How the author of a list misbehaves on command: its server is broken, or hangs up, or takes for ever; what it sends is
 * cut off in the middle, or is a page that says sorry, or an older version; or it says anew that the same file is new.
 */
export const LIST_FAULTS = ['error_500', 'drop', 'hang', 'truncated', 'not_a_list', 'older', 'other_tag'] as const
export type ListFault = (typeof LIST_FAULTS)[number]

export interface ListSourceOptions {
  readonly host: string
  /** 0: any that is free. */
  readonly port: number
  readonly file: Buffer
}

/** Where a list of sanctions is published, as the United Nations do: one address, always the newest version. */
export class ListSourceSimulator {
  private readonly server: Server
  private readonly faults = new Map<ListFault, number>()
  private versions: readonly Buffer[]
  private tags = 0
  /** How often the file was sent, and how often nobody needed it. */
  readonly answered = { sent: 0, unchanged: 0 }

  constructor(private readonly options: ListSourceOptions) {
    this.versions = [options.file]
    this.server = createServer((request, response) => {
      this.serve(request, response).catch(() => response.writeHead(400).end())
    })
  }

  /** Listens; gives the port. */
  start(): Promise<number> {
    return listenAt(this.server, this.options)
  }

  stop(): Promise<void> {
    return stopListening(this.server)
  }

  publish(file: Buffer): void {
    this.versions = [...this.versions, file]
  }

  /** Misbehaves so often from now on. */
  order(fault: ListFault, times = 1): void {
    this.faults.set(fault, (this.faults.get(fault) ?? 0) + times)
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://lists')
    if (request.method === 'GET' && pathname === '/resources/xml/en/consolidated.xml')
      return this.list(request, response)
    if (request.method === 'GET' && pathname === '/health/ready') return void response.writeHead(200).end()
    if (request.method === 'PUT' && pathname === '/control/list') {
      this.publish(await bodyOf(request))
      return void response.writeHead(204).end()
    }
    const fault = LIST_FAULTS.find((name) => name === searchParams.get('fault'))
    if (request.method === 'POST' && pathname === '/control/faults' && fault !== undefined) {
      this.order(fault, Number(searchParams.get('times') ?? 1))
      return void response.writeHead(204).end()
    }
    response.writeHead(404).end()
  }

  private list(request: IncomingMessage, response: ServerResponse): void {
    const newest = this.versions.at(-1)!
    if (this.take('hang')) return
    if (this.take('drop')) return void request.socket.destroy()
    if (this.take('error_500')) return void response.writeHead(500).end()
    if (this.take('not_a_list')) return send(response, Buffer.from('<html><body>Sorry, try later.</body></html>'))
    if (this.take('truncated')) return send(response, newest.subarray(0, Math.floor(newest.length / 2)))
    if (this.take('older')) return send(response, this.versions.at(-2) ?? newest)
    if (this.take('other_tag')) this.tags += 1
    const tag = `"${createHash('sha256').update(newest).digest('hex').slice(0, 16)}-${this.tags}"`
    if (request.headers['if-none-match'] === tag) {
      this.answered.unchanged += 1
      return void response.writeHead(304, { etag: tag }).end()
    }
    this.answered.sent += 1
    send(response, newest, tag)
  }

  private take(fault: ListFault): boolean {
    const left = this.faults.get(fault) ?? 0
    if (left > 0) this.faults.set(fault, left - 1)
    return left > 0
  }
}

function send(response: ServerResponse, file: Buffer, tag?: string): void {
  response.writeHead(200, { 'content-type': 'text/xml', ...(tag !== undefined && { etag: tag }) }).end(file)
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > LIST_BYTES_MAX) throw new Error('the list is too large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
