import type { Attributes } from '@opentelemetry/api'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { isEventStream } from '../stream/event-text'
import { counter, histogram } from '../telemetry/instruments'

const UNMATCHED = 'unmatched'

/**
 * Times by route and status, but of streams, which last as long as their readers; problems by code. Attribute objects
 * are made once: their number is bounded by routes.
 */
export function requestMeasures(): (request: FastifyRequest, reply: FastifyReply) => void {
  const duration = histogram('http_server_request_duration_seconds')
  const problems = counter('filao_http_problems_total')
  const attributes = new Map<string, Attributes>()
  return (request, reply) => {
    const route = routeOf(request)
    const key = `${request.method} ${route} ${reply.statusCode}`
    let known = attributes.get(key)
    if (known === undefined) {
      known = {
        'http.request.method': request.method,
        'http.route': route,
        'http.response.status_code': reply.statusCode,
      }
      attributes.set(key, known)
    }
    if (!isEventStream(reply)) duration.record(reply.elapsedTime / 1_000, known)
    if (request.problem !== null) problems.add(1, { code: request.problem.code, route })
  }
}

/** The pattern of a request's path. */
export const routeOf = (request: FastifyRequest): string => request.routeOptions.url ?? UNMATCHED
