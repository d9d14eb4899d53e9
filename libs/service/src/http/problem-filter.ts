import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { isDatabaseAway } from '../database/database-away'
import { Problem } from '../problem/problem'
import { notFound, problemOfStatus } from '../problem/problem-of-status'
import { replyProblem } from './problem-reply'
import type { RouteTable } from './route-table'

/** Errors of the engine, by name: this library stands below it. Nothing has been half done in any of them. */
const OF_NAME: Readonly<Record<string, readonly [code: string, detail: string]>> = {
  Overloaded: ['overloaded', 'Too much is in flight. Nothing has been done; try again.'],
  OutcomeUnknown: ['outcome-unknown', 'The outcome is not known. Try again with the same key: it tells.'],
  AggregateParked: ['parked', 'This waits for an operator. Nothing has been done.'],
}

/** Turns whatever is thrown into a problem. What is not meant for clients becomes a 500 that says nothing. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly routes: RouteTable) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp()
    const request = http.getRequest<FastifyRequest>()
    const reply = http.getResponse<FastifyReply>()
    if (reply.sent || reply.raw.headersSent) {
      request.failure = error
      reply.raw.destroy()
      return
    }
    void replyProblem(request, reply, this.problemOf(error, request))
  }

  private problemOf(error: unknown, request: FastifyRequest): Problem {
    if (error instanceof Problem) {
      if (error.status >= 500) request.failure = error.cause
      return error
    }
    if (error instanceof HttpException && error.getStatus() === 404 && request.is404) return this.unknownRoute(request)
    return problemOfError(error) ?? internal(error, request)
  }

  private unknownRoute({ method, raw: { url = '/' } }: FastifyRequest): Problem {
    const allowed = this.routes.methodsOf(url.split('?', 1)[0]!)
    if (allowed.length === 0 || allowed.includes(method)) return notFound()
    return new Problem(405, 'method-not-allowed', `This address takes ${allowed.join(', ')}.`, {
      headers: { allow: allowed.join(', ') },
    })
  }
}

/** The problem that an error of Nest, Fastify or the engine stands for; undefined when it stands for a defect. */
export function problemOfError(error: unknown): Problem | undefined {
  if (!(error instanceof Error)) return undefined
  const ofName = OF_NAME[error.name]
  if (ofName) {
    const { retryAfterSeconds = 1 } = error as { retryAfterSeconds?: number }
    return new Problem(503, ...ofName, { headers: { 'retry-after': String(retryAfterSeconds) } })
  }
  const status = error instanceof HttpException ? error.getStatus() : (error as { statusCode?: unknown }).statusCode
  return problemOfStatus(status)
}

/** Of the failures that are nobody's request's fault only a lost database passes by itself. */
function internal(error: unknown, request: FastifyRequest): Problem {
  request.failure = error
  if (isDatabaseAway(error)) {
    return new Problem(
      503,
      'service-unavailable',
      'This cannot be answered now. Try again, a command with the same key.',
      {
        headers: { 'retry-after': '1' },
      },
    )
  }
  return new Problem(500, 'internal', 'Something went wrong on our side.')
}
