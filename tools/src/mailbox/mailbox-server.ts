import { listenAt, stopListening, type Address } from '@filao/testing/listening'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { z } from 'zod'
import { Fault, Mailbox, Sent, type Received } from './mailbox'
import { pageOf } from './page'

const BODY_BYTES_MAX = 65_536

/**
 * The provider of e-mails and texts, as a server: `POST /send` takes a message as the port sends it, `GET /messages` and
 * the page at `/` show every one, `POST /faults` makes the next sends go wrong, `DELETE /messages` forgets all.
 */
export class MailboxServer {
  private readonly mailbox = new Mailbox()
  private readonly server: Server

  constructor() {
    this.server = createServer((request, response) => {
      this.answer(request, response).catch((error: unknown) => {
        if (error instanceof Unreadable) send(response, 422, { code: 'invalid-request', detail: error.message })
        else response.destroy(error as Error)
      })
    })
  }

  /** Listens, and gives the port. */
  listen(at: Address): Promise<number> {
    return listenAt(this.server, at)
  }

  close(): Promise<void> {
    return stopListening(this.server)
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://mailbox')
    switch (`${request.method} ${pathname}`) {
      case 'GET /health/ready':
        return send(response, 200, { status: 'ready' })
      case 'GET /':
        return sendPage(response, pageOf(this.mailbox.list(undefined)))
      case 'GET /messages':
        return send(response, 200, { items: this.mailbox.list(searchParams.get('to') ?? undefined) })
      case 'DELETE /messages':
        this.mailbox.clear()
        return send(response, 204)
      case 'POST /faults':
        this.mailbox.plan(await read(request, Fault))
        return send(response, 204)
      case 'POST /send':
        return this.take(await read(request, Sent), response)
      default:
        return send(response, 404, { code: 'not-found' })
    }
  }

  private async take(sent: Sent, response: ServerResponse): Promise<void> {
    const fault = this.mailbox.nextFault()
    if (fault?.kind === 'error_500') return send(response, 500, { code: 'internal' })
    if (fault?.kind === 'refuse') return send(response, 422, { code: 'recipient-unknown' })
    if (fault?.kind === 'delay') await sleep(fault.milliseconds)
    const received: Received = this.mailbox.take(sent)
    if (fault?.kind === 'duplicate') this.mailbox.repeat(received)
    if (fault?.kind === 'drop') return void response.destroy()
    send(response, 201, { reference: received.reference })
  }
}

/** The body is not what the route takes. */
class Unreadable extends Error {}

async function read<T>(request: IncomingMessage, schema: z.ZodType<T>): Promise<T> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > BODY_BYTES_MAX) throw new Unreadable('the body is too large')
    chunks.push(chunk)
  }
  const result = schema.safeParse(parsed(Buffer.concat(chunks).toString('utf8')))
  if (!result.success) throw new Unreadable(result.error.issues.map(({ path }) => `/${path.join('/')}`).join(' '))
  return result.data
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Unreadable('the body is not JSON')
  }
}

function send(response: ServerResponse, status: number, body?: object): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' })
  response.end(body === undefined ? undefined : JSON.stringify(body))
}

function sendPage(response: ServerResponse, html: string): void {
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
  })
  response.end(html)
}
