import { createParamDecorator, type ExecutionContext } from '@nestjs/common'
import type { FastifyRequest } from 'fastify'

/** What the client would rather have (RFC 7240). */
export interface Preferences {
  /** Answer 202 as soon as the command is durable. */
  readonly respondAsync: boolean
}

/** The preferences of the request; unknown ones are ignored, as the RFC wants. */
export const Preference = createParamDecorator((_: unknown, context: ExecutionContext): Preferences =>
  readPreferences(context.switchToHttp().getRequest<FastifyRequest>().headers['prefer']),
)

/** Reads the value of a `Prefer` header. */
export function readPreferences(header: string | string[] | undefined): Preferences {
  if (header === undefined) return { respondAsync: false }
  const names = [header].flat().flatMap((value) => value.split(',').map((one) => one.split(/[=;]/, 1)[0]!.trim()))
  return { respondAsync: names.some((name) => name.toLowerCase() === 'respond-async') }
}
