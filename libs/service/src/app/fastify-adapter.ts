import { FastifyAdapter } from '@nestjs/platform-fastify'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { ServiceConfig } from '../config'
import { problemOfError } from '../http/problem-filter'
import { replyProblem } from '../http/problem-reply'
import { Problem, PROBLEM_MEDIA_TYPE, problemBody } from '../problem/problem'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i

/** A UUID is taken over from the caller, anything else is replaced: it goes into headers, logs and events. */
export function requestIdOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const sent = headers['x-request-id']
  return typeof sent === 'string' && UUID.test(sent) ? sent.toLowerCase() : randomUUID()
}

/** Fastify with limits on everything, and our problems where it would answer in its own words. */
export function createAdapter(config: Pick<ServiceConfig, 'bodyBytesMax' | 'trustedProxies'>): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: config.bodyBytesMax,
    trustProxy: trustOf(config.trustedProxies),
    requestTimeout: 30_000,
    keepAliveTimeout: 72_000,
    genReqId: requestIdOf as never,
    requestIdHeader: false,
    logger: false,
    // Requests on open connections are served until the last one ends; the draining header sends clients elsewhere.
    return503OnClosing: false,
    routerOptions: { maxParamLength: 128 },
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) =>
      void replyProblem(request, reply, problemOfError(error) ?? new Problem(400, 'bad-request', 'Bad request.')),
    clientErrorHandler: answerUnreadable as never,
  } as never)
}

/** Fastify takes a count for "nobody", since it cannot tell the peer; a function says that we mean it. */
function trustOf(
  proxies: ServiceConfig['trustedProxies'],
): string | false | ((address: string, hop: number) => boolean) {
  if (typeof proxies === 'string') return proxies
  return proxies === 0 ? false : (_, hop) => hop < proxies
}

/** What is not even HTTP gets an answer too, and its connection is closed. */
function answerUnreadable(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const problem = unreadable(error.code)
  const body = JSON.stringify(problemBody(problem, { instance: '', requestId: randomUUID() }))
  socket.end(
    `HTTP/1.1 ${problem.status} Bad Request\r\nConnection: close\r\nContent-Type: ${PROBLEM_MEDIA_TYPE}\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}

function unreadable(code: string | undefined): Problem {
  if (code === 'HPE_HEADER_OVERFLOW') return new Problem(431, 'headers-too-large', 'The headers are too large.')
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return new Problem(408, 'request-timeout', 'The request took too long to arrive.')
  }
  return new Problem(400, 'bad-request', 'The request cannot be read.')
}
