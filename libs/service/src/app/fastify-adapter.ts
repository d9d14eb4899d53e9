import { FastifyAdapter } from '@nestjs/platform-fastify'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ServiceConfig } from '../config'
import { problemOfError } from '../http/problem-filter'
import { replyProblem } from '../http/problem-reply'
import { requestIdOf } from '../http/request-id'
import { answerUnreadable } from '../http/unreadable-request'
import { Problem } from '../problem/problem'

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
