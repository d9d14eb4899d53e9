import type { CanActivate, ExecutionContext } from '@nestjs/common'
import type { Reflector } from '@nestjs/core'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from '../problem/problem'
import { addressKey, type RateLimiter } from '../rate-limit/rate-limiter'
import { ANY_SCOPE, NEEDED_ROLES, NEEDED_SCOPE, PUBLIC, SINGLE_FACTOR, STEP_UP } from './access'
import { identityUnavailable, unauthenticated, type AccessTokens } from './access-tokens'
import { isApiKey, type ApiKeys } from './api-keys'
import type { Caller, Role } from './caller'
import { isSteppedUp } from './step-up'

/** What a route asks of its caller. */
interface Access {
  readonly isPublic: boolean
  readonly roles: readonly Role[]
  readonly scope: string | undefined
  /** Whether a second factor must have been shown just now. */
  readonly stepUp: boolean
  /** Whether staff may do it without ever having shown one. */
  readonly singleFactor: boolean
}

const BEARER = /^Bearer ([A-Za-z0-9\-._~+/]+=*)$/i

/**
 * Lets a request in when its bearer token or API key holds and has a role that the route asks for. Synchronous for a
 * token that is known, which is nearly every request.
 */
export class AccessGuard implements CanActivate {
  private readonly accessOf = new WeakMap<object, Access>()

  constructor(
    private readonly reflector: Reflector,
    private readonly tokens: AccessTokens | undefined,
    private readonly apiKeys: ApiKeys | undefined,
    private readonly limiter: RateLimiter,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const access = this.access(context)
    if (access.isPublic) return true
    const request = context.switchToHttp().getRequest<FastifyRequest>()
    const bearer = BEARER.exec(request.headers.authorization ?? '')?.[1]
    const known = bearer === undefined ? undefined : this.tokens?.known(bearer)
    return known ? admit(request, known, access) : this.authenticate(context, bearer, access)
  }

  private async authenticate(context: ExecutionContext, bearer: string | undefined, access: Access): Promise<boolean> {
    const http = context.switchToHttp()
    const request = http.getRequest<FastifyRequest>()
    try {
      return admit(request, await this.callerOf(request, bearer), access)
    } catch (error) {
      // Who cannot be told apart is counted by address, or keys and tokens could be guessed without end.
      if (error instanceof Problem && error.status === 401) {
        this.limiter.count('default', addressKey(request.ip), http.getResponse<FastifyReply>())
      }
      throw error
    }
  }

  private async callerOf(request: FastifyRequest, bearer: string | undefined): Promise<Caller> {
    if (bearer === undefined) throw unauthenticated('A token is needed.', 'Bearer realm="filao"')
    if (this.tokens === undefined) throw identityUnavailable(new Error('FILAO_IDENTITY_URL is not set'))
    if (!isApiKey(bearer)) return this.tokens.verify(bearer)
    if (this.apiKeys === undefined) throw identityUnavailable(new Error('FILAO_IDENTITY_URL is not set'))
    return this.tokens.verify(await this.apiKeys.token(bearer, request.ip), { viaApiKey: true })
  }

  private access(context: ExecutionContext): Access {
    const handler = context.getHandler()
    const known = this.accessOf.get(handler)
    if (known) return known
    const places = [handler, context.getClass()]
    const access = {
      isPublic: this.reflector.getAllAndOverride<boolean>(PUBLIC, places) === true,
      roles: this.reflector.getAllAndOverride<Role[]>(NEEDED_ROLES, places) ?? ['client'],
      scope: this.reflector.getAllAndOverride<string>(NEEDED_SCOPE, places),
      stepUp: this.reflector.getAllAndOverride<boolean>(STEP_UP, places) === true,
      singleFactor: this.reflector.getAllAndOverride<boolean>(SINGLE_FACTOR, places) === true,
    }
    this.accessOf.set(handler, access)
    return access
  }
}

function admit(request: FastifyRequest, caller: Caller, access: Access): boolean {
  const { roles, scope } = access
  request.caller = caller
  if (!roles.some((role) => caller.roles.includes(role))) throw forbidden('Your role does not allow this.')
  const isInScope = caller.scopes === undefined || scope === ANY_SCOPE || caller.scopes.includes(scope ?? '')
  if (!isInScope) throw forbidden('This API key may not do this.')
  mustHaveShown(caller, access)
  return true
}

/** Staff always have a second factor; for some things everybody must have shown theirs just now. */
function mustHaveShown(caller: Caller, { stepUp, singleFactor }: Access): void {
  if (caller.kind === 'staff' && !singleFactor && !caller.amr.includes('mfa')) {
    throw new Problem(403, 'second-factor-required', 'Staff enrol a second factor before they do anything else.')
  }
  if (stepUp && !isSteppedUp(caller)) {
    throw new Problem(403, 'step-up-required', 'Show your second factor again, then repeat this.')
  }
}

const forbidden = (detail: string): Problem => new Problem(403, 'forbidden', detail)
