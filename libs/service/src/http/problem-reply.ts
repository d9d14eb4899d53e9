import type { FastifyReply, FastifyRequest } from 'fastify'
import { Problem, PROBLEM_MEDIA_TYPE, problemBody } from '../problem/problem'
import { STATIC_HEADERS } from './static-headers'

/** Answers a problem. Also before any hook has run, therefore it sets the headers that hooks would have set. */
export function replyProblem(request: FastifyRequest, reply: FastifyReply, problem: Problem): FastifyReply {
  request.problem = problem
  if (problem.headers) reply.headers(problem.headers)
  return reply
    .code(problem.status)
    .headers(STATIC_HEADERS)
    .header('x-request-id', request.id)
    .header('content-type', PROBLEM_MEDIA_TYPE)
    .send(JSON.stringify(problemBody(problem, { instance: pathOf(request), requestId: request.id })))
}

/** Without the query, which may hold what a log or a screenshot must not. */
const pathOf = ({ raw: { url = '/' } }: FastifyRequest): string => url.split('?', 1)[0]!
