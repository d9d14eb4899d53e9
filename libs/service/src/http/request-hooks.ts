import { SpanKind } from '@opentelemetry/api'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ServiceConfig } from '../config'
import type { Log } from '../logging/log'
import type { ManagementServer } from '../management/management-server'
import { contextOf, openSpan, runInSpan } from '../telemetry/span'
import { formatTraceparent, newTrace, parseTraceparent } from '../telemetry/traceparent'
import { Problem } from '../problem/problem'
import { isEventStream } from '../stream/event-text'
import { closeConnectionsOnStop } from './closing-connections'
import { parseJsonBody } from './json-body'
import { requestMeasures, routeOf } from './request-measures'
import { STATIC_HEADERS } from './static-headers'

export interface Edge {
  readonly config: Pick<ServiceConfig, 'traceShare' | 'logShare' | 'slowRequestMs' | 'bodyBytesMax'>
  readonly log: Log
  readonly management: ManagementServer
  /** Whether spans go anywhere. */
  readonly tracing: boolean
}

/** Everything that happens to each request outside of Nest. Cheap: it runs for all of them. */
export function registerRequestHooks(instance: FastifyInstance, edge: Edge): void {
  for (const name of ['span', 'caller', 'rawBody', 'problem', 'failure']) instance.decorateRequest(name, null)
  instance.decorateRequest('traceparent', '')
  readJsonBodies(instance, edge)
  closeConnectionsOnStop(instance)
  instance.addHook('onRequest', (request, reply, done) => {
    reply.headers(STATIC_HEADERS).header('x-request-id', request.id)
    beginTrace(request, edge)
    // No text that PostgreSQL keeps has this character, so nothing with it can be found.
    done(request.raw.url?.includes('%00') ? new Problem(400, 'bad-request', 'The request cannot be read.') : undefined)
  })
  // Not in onRequest: reading the body loses the asynchronous context, and with it the active span.
  instance.addHook('preValidation', (request, _, done) => {
    if (request.span === null) done()
    else runInSpan(request.span, done)
  })
  // When the answer is sent, not when the request came: a request that was under way when the stop began would leave its
  // connection open, and the server would wait for it until the keep-alive ends, longer than any stop may last.
  instance.addHook('onSend', (_, reply, payload, done) => {
    // The framework closes behind a body that it does not take. Whoever is still sending it, a proxy above all, would lose
    // the answer and the requests behind it; so the rest is read and dropped, for as long as a request may last.
    reply.removeHeader('connection')
    // Nothing follows a stream on its connection; kept, it would hold up the stop that ended the stream.
    if (edge.management.isDraining || isEventStream(reply)) reply.header('connection', 'close')
    done(null, payload)
  })
  const measure = requestMeasures()
  instance.addHook('onResponse', (request, reply, done) => {
    endTrace(request, reply)
    measure(request, reply)
    writeLine(request, reply, edge)
    done()
  })
}

/** JSON is the only body that there is; what else a service takes (documents, statements) it adds itself. */
function readJsonBodies(instance: FastifyInstance, { config: { bodyBytesMax } }: Edge): void {
  instance.removeAllContentTypeParsers()
  const options = { parseAs: 'buffer', bodyLimit: bodyBytesMax } as const
  instance.addContentTypeParser<Buffer>('application/json', options, (request, body, done) => {
    try {
      request.rawBody = body
      done(null, isWebhook(request) ? null : parseJsonBody(body))
    } catch (error) {
      done(error as Error)
    }
  })
}

/** Who takes webhooks judges their bytes: what cannot be read is to be counted and audited there, not turned away here. */
const isWebhook = ({ routeOptions }: FastifyRequest): boolean => routeOptions.url?.startsWith('/v1/webhooks/') ?? false

/** Sampling is decided here, once: nothing is recorded, and nothing spent, below a request that is not sampled. */
function beginTrace(request: FastifyRequest, { tracing, config: { traceShare } }: Edge): void {
  const header = request.headers.traceparent
  const parent = parseTraceparent(header)
  const sampled = tracing && (parent?.sampled ?? Math.random() < traceShare)
  if (!sampled) {
    request.traceparent = parent ? (header as string) : formatTraceparent(newTrace(false))
    return
  }
  request.span = openSpan(request.method, { parent, kind: SpanKind.SERVER })
  request.traceparent = formatTraceparent(contextOf(request.span))
}

function endTrace(request: FastifyRequest, reply: FastifyReply): void {
  const { span } = request
  if (span === null) return
  const route = routeOf(request)
  span.updateName(`${request.method} ${route}`)
  span.setAttributes({
    'http.request.method': request.method,
    'http.route': route,
    'http.response.status_code': reply.statusCode,
    'filao.request_id': request.id,
  })
  if (reply.statusCode >= 500) span.setAttribute('error.type', String(reply.statusCode))
  span.end()
}

/**
 * Defects and slow requests by line, refusals by count alone, a sampled share of the rest. No address, no query, no
 * path but its pattern: they may tell who asks for what.
 */
function writeLine(request: FastifyRequest, reply: FastifyReply, { log, config }: Edge): void {
  const failed = request.failure !== null || reply.statusCode === 500
  const slow = reply.elapsedTime >= config.slowRequestMs && !isEventStream(reply)
  if (!failed && !slow && (request.problem !== null || Math.random() >= config.logShare)) return
  const line = {
    requestId: request.id,
    traceId: parseTraceparent(request.traceparent)?.traceId,
    method: request.method,
    route: routeOf(request),
    status: reply.statusCode,
    milliseconds: Math.round(reply.elapsedTime),
    ...(request.problem && { code: request.problem.code }),
    ...(request.failure !== null && { error: request.failure }),
  }
  if (failed) log.error(line, 'request failed')
  else if (slow) log.warn(line, 'request was slow')
  else log.info(line, 'request')
}
