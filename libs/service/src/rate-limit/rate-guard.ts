import { SetMetadata, type CanActivate, type ExecutionContext } from '@nestjs/common'
import type { Reflector } from '@nestjs/core'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { RateClassName } from './rate-class'
import { addressKey, userKey, type RateLimiter } from './rate-limiter'

const RATE_CLASS = 'filao:rate-class'

/** Classes that a route may name; the others follow from who calls. `exempt` is not counted. */
export type NamedRateClass = Exclude<RateClassName, 'staff' | 'orders_api_key'> | 'exempt'

/** The class of a route or controller whose calls are counted together. Without it: `default`. */
export const RateClass = (className: NamedRateClass): MethodDecorator & ClassDecorator =>
  SetMetadata(RATE_CLASS, className)

/** Counts each request once its caller is known. Runs behind the access guard. */
export class RateGuard implements CanActivate {
  private readonly classOf = new WeakMap<object, NamedRateClass>()

  constructor(
    private readonly reflector: Reflector,
    private readonly limiter: RateLimiter,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const named = this.named(context)
    if (named === 'exempt') return true
    const http = context.switchToHttp()
    const request = http.getRequest<FastifyRequest>()
    this.limiter.count(classFor(named, request), keyFor(named, request), http.getResponse<FastifyReply>())
    return true
  }

  private named(context: ExecutionContext): NamedRateClass {
    const handler = context.getHandler()
    const known = this.classOf.get(handler)
    if (known !== undefined) return known
    const places = [handler, context.getClass()]
    const named = this.reflector.getAllAndOverride<NamedRateClass>(RATE_CLASS, places) ?? 'default'
    this.classOf.set(handler, named)
    return named
  }
}

function classFor(named: Exclude<NamedRateClass, 'exempt'>, { caller }: FastifyRequest): RateClassName {
  if (named === 'orders' && caller?.viaApiKey) return 'orders_api_key'
  return named === 'default' && caller?.kind === 'staff' ? 'staff' : named
}

/** Webhooks are counted by provider: one that floods must not shut out another. */
function keyFor(named: NamedRateClass, { caller, ip, params }: FastifyRequest): string {
  if (named === 'webhooks') return `provider:${(params as { provider?: string }).provider ?? ''}`
  return caller === null ? addressKey(ip) : userKey(caller.userId)
}
