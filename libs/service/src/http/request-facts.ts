import { createParamDecorator, type ExecutionContext } from '@nestjs/common'
import type { FastifyRequest } from 'fastify'

/** What a controller needs to know of a request besides what it asks for. */
export interface RequestFacts {
  readonly requestId: string
  /** For the headers of whatever the request causes. */
  readonly traceparent: string
  /** Method and pattern, e.g. `POST /v1/orders`. */
  readonly route: string
  /** The JSON that the client sent, before validation: for {@link BodyHashes}. */
  readonly sentBody: unknown
  /** The bytes that the client sent: for signatures. */
  readonly rawBody: Buffer | null
  readonly ip: string
  readonly userAgent: string | undefined
}

/** The facts of the request. `ip` and `userAgent` are personal data. */
export const Facts = createParamDecorator((_: unknown, context: ExecutionContext): RequestFacts =>
  factsOf(context.switchToHttp().getRequest<FastifyRequest>()),
)

export const factsOf = (request: FastifyRequest): RequestFacts => ({
  requestId: request.id,
  traceparent: request.traceparent,
  route: `${request.method} ${request.routeOptions.url ?? ''}`,
  sentBody: request.body,
  rawBody: request.rawBody,
  ip: request.ip,
  userAgent: request.headers['user-agent']?.slice(0, 512),
})
