import type { Type } from '@nestjs/common'

type Kind = '@Body' | '@Query' | '@Param'

/** Nest's metadata of a handler's parameters, and its numbers of the three kinds that come from a client. */
const ROUTE_ARGUMENTS = '__routeArguments__'
const KINDS: Readonly<Record<string, Kind>> = { 3: '@Body', 4: '@Query', 5: '@Param' }

/** A parameter of a handler that comes from a client. */
export interface RouteArgument {
  readonly kind: Kind
  readonly index: number
  readonly schema?: unknown
}

/** What a handler takes from a client. */
export function routeArguments(controller: Type, method: string): readonly RouteArgument[] {
  const parameters = (Reflect.getMetadata(ROUTE_ARGUMENTS, controller, method) ?? {}) as Record<
    string,
    { readonly index: number; readonly schema?: unknown }
  >
  return Object.entries(parameters).flatMap(([key, { index, schema }]) => {
    const kind = KINDS[key.split(':')[0]!]
    return kind === undefined ? [] : [{ kind, index, schema }]
  })
}
