import { createParamDecorator, type ExecutionContext } from '@nestjs/common'
import { ApiHeader } from '@nestjs/swagger'
import type { FastifyRequest } from 'fastify'

/** What the client would rather have (RFC 7240). */
export interface Preferences {
  /** Answer 202 as soon as the command is durable. */
  readonly respondAsync: boolean
}

const parameter = createParamDecorator((_: unknown, context: ExecutionContext): Preferences =>
  readPreferences(context.switchToHttp().getRequest<FastifyRequest>().headers['prefer']),
)

/** The preferences of the request; unknown ones are ignored, as the RFC wants. */
export function Preference(): ParameterDecorator {
  return (target, name, index) => {
    parameter()(target, name, index)
    const descriptor = Object.getOwnPropertyDescriptor(target, name!)
    const description = '`respond-async`: 202 as soon as the command is durable (RFC 7240).'
    const schema = { type: 'string', examples: ['respond-async'] } as const
    if (descriptor) ApiHeader({ name: 'Prefer', required: false, description, schema })(target, name!, descriptor)
  }
}

/** Reads the value of a `Prefer` header. */
export function readPreferences(header: string | string[] | undefined): Preferences {
  if (header === undefined) return { respondAsync: false }
  const names = [header].flat().flatMap((value) => value.split(',').map((one) => one.split(/[=;]/, 1)[0]!.trim()))
  return { respondAsync: names.some((name) => name.toLowerCase() === 'respond-async') }
}
