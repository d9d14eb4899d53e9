import { listenAt, stopListening } from '@filao/testing/listening'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'

const BODY_BYTES_MAX = 1_048_576

export interface Asked {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingMessage['headers']
  /** The JSON of the body; undefined when there is none. */
  readonly body: unknown
}

/** `hang_up`: the connection ends without an answer, as when a line is cut. */
export type Answered =
  | { readonly status: number; readonly body?: unknown }
  | { readonly html: string }
  | { readonly text: string; readonly status?: number }
  | 'hang_up'

/** A small HTTP server that answers JSON, for outside systems that a local stack plays itself. */
export class JsonServer {
  private readonly server: Server

  constructor(answer: (asked: Asked) => Answered | Promise<Answered>) {
    this.server = createServer((request, response) => void this.serve(request, response, answer))
  }

  listen(port: number, host: string): Promise<number> {
    return listenAt(this.server, { host, port })
  }

  close(): Promise<void> {
    return stopListening(this.server)
  }

  private async serve(
    request: IncomingMessage,
    response: ServerResponse,
    answer: (asked: Asked) => Answered | Promise<Answered>,
  ): Promise<void> {
    try {
      const url = new URL(request.url ?? '/', 'http://simulator')
      const asked = { method: request.method ?? 'GET', path: url.pathname, query: url.searchParams }
      const answered = await answer({ ...asked, headers: request.headers, body: await readJson(request) })
      if (answered === 'hang_up') return void request.socket.destroy()
      if ('html' in answered) return void send(response, 200, 'text/html; charset=utf-8', answered.html)
      if ('text' in answered) return void send(response, answered.status ?? 200, 'text/plain', answered.text)
      send(response, answered.status, 'application/json', JSON.stringify(answered.body ?? null))
    } catch (error) {
      send(response, 400, 'application/json', JSON.stringify({ error: (error as Error).message }))
    }
  }
}

function send(response: ServerResponse, status: number, type: string, text: string): void {
  response.writeHead(status, { 'content-type': type }).end(text)
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > BODY_BYTES_MAX) throw new Error('the body is too large')
    chunks.push(chunk)
  }
  return size === 0 ? undefined : (JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown)
}
