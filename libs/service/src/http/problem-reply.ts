import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Problem, PROBLEM_MEDIA_TYPE, problemBody } from '../problem/problem'
import { STATIC_HEADERS } from './static-headers'

/** Answers a problem. Also before any hook has run, therefore it sets the headers that hooks would have set. */
export function replyProblem(request: FastifyRequest, reply: FastifyReply, problem: Problem): FastifyReply {
  request.problem = problem
  // Every 401 says how one authenticates (RFC 9110, 15.5.2), the one for a wrong password too.
  if (problem.status === 401) reply.header('www-authenticate', CHALLENGE)
  if (problem.headers) reply.headers(problem.headers)
  const body = problemBody(problem, { instance: pathOf(request), requestId: request.id })
  return (
    reply
      .code(problem.status)
      .headers(STATIC_HEADERS)
      .header('x-request-id', request.id)
      .header('content-type', PROBLEM_MEDIA_TYPE)
      // As bytes: to the media type of a text Fastify appends a charset, a parameter that this one does not have.
      .send(Buffer.from(JSON.stringify(body)))
  )
}

const CHALLENGE = 'Bearer realm="filao"'

/** Without the query, which may hold what a log or a screenshot must not. */
const pathOf = ({ raw: { url = '/' } }: FastifyRequest): string => url.split('?', 1)[0]!
