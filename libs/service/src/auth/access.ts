import { applyDecorators, createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common'
import { ApiExtension } from '@nestjs/swagger'
import type { FastifyRequest } from 'fastify'
import type { Caller as CallerFacts, Role } from './caller'
import { unauthenticated } from './access-tokens'

export const PUBLIC = 'filao:public'
export const NEEDED_ROLES = 'filao:roles'
export const NEEDED_SCOPE = 'filao:scope'
export const STEP_UP = 'filao:step-up'
export const SINGLE_FACTOR = 'filao:single-factor'
/** How the API document is told; taken out of it again when it is built. */
export const PUBLIC_EXTENSION = 'x-filao-public'
export const SINGLE_FACTOR_EXTENSION = 'x-filao-single-factor'
export const STEP_UP_EXTENSION = 'x-step-up'

/** Anyone may call this, without a token. A token that is sent is not looked at. */
export const Public = (): MethodDecorator & ClassDecorator =>
  applyDecorators(SetMetadata(PUBLIC, true), ApiExtension(PUBLIC_EXTENSION, true))

/** Who holds any of these roles may call this. A route without it is for `client`. */
export const Roles = (...roles: readonly [Role, ...Role[]]): MethodDecorator & ClassDecorator =>
  applyDecorators(SetMetadata(NEEDED_ROLES, roles), ApiExtension('x-roles', [...roles]))

/** What any API key may do, whatever its scopes: see prices. */
export const ANY_SCOPE = 'any'

/** An API key needs this scope; sessions are not limited by it. A route without one is closed to API keys. */
export const Scope = (scope: string): MethodDecorator & ClassDecorator =>
  applyDecorators(SetMetadata(NEEDED_SCOPE, scope), ApiExtension('x-scope', scope))

/**
 * The caller has shown a second factor within the last five minutes, else 403 `step-up-required`. For what moves money out,
 * changes how somebody gets in, and every approval of staff (domain.md 2).
 */
export const StepUp = (): MethodDecorator & ClassDecorator =>
  applyDecorators(SetMetadata(STEP_UP, true), ApiExtension(STEP_UP_EXTENSION, true))

/** Staff may do this before they have a second factor: what they need to enrol one, and to log out. */
export const SingleFactor = (): MethodDecorator & ClassDecorator =>
  applyDecorators(SetMetadata(SINGLE_FACTOR, true), ApiExtension(SINGLE_FACTOR_EXTENSION, true))

/** Who asks, as a parameter's type. */
export type Caller = CallerFacts
/** Who asks. On a public route there is nobody: 401. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): CallerFacts =>
  knownCaller(context.switchToHttp().getRequest<FastifyRequest>()),
)

export function knownCaller({ caller }: FastifyRequest): CallerFacts {
  if (caller === null) throw unauthenticated('A token is needed.', 'Bearer realm="filao"')
  return caller
}
