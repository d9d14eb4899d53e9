import { createParamDecorator, type ExecutionContext, type Type } from '@nestjs/common'
import { ApiHeader } from '@nestjs/swagger'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from '../problem/problem'

const KEY = /^[\x21-\x7e]{1,128}$/
const IDEMPOTENT = 'filao:idempotent'

const parameter = createParamDecorator((_: unknown, context: ExecutionContext): string =>
  readIdempotencyKey(context.switchToHttp().getRequest<FastifyRequest>().headers['idempotency-key']),
)

/** The request's `Idempotency-Key`. Without one, or with one that is none, the route is not entered: 400. */
export function IdempotencyKey(): ParameterDecorator {
  return (target, name, index) => {
    parameter()(target, name, index)
    Reflect.defineMetadata(IDEMPOTENT, true, target.constructor)
    const descriptor = Object.getOwnPropertyDescriptor(target, name!)
    const description =
      'Names the request: the same key with the same body happens once, and is answered alike for 14 days.'
    const schema = { type: 'string', minLength: 1, maxLength: 128, pattern: '^[\\x21-\\x7e]+$' } as const
    if (descriptor)
      ApiHeader({ name: 'Idempotency-Key', required: true, description, schema })(target, name!, descriptor)
  }
}

/** Whether a controller takes keys, and so needs the key of {@link BodyHashes}. */
export const takesIdempotencyKeys = (controller: Type): boolean => Reflect.getMetadata(IDEMPOTENT, controller) === true

/** Checks the value of the header: 1–128 visible ASCII characters, once. */
export function readIdempotencyKey(header: string | string[] | undefined): string {
  if (typeof header !== 'string' || header === '') {
    throw new Problem(400, 'idempotency-key-required', 'The header Idempotency-Key is required on this route.')
  }
  if (!KEY.test(header)) {
    throw new Problem(400, 'idempotency-key-invalid', 'Idempotency-Key is 1 to 128 visible ASCII characters.')
  }
  return header
}

/** Marks an answer that repeats an earlier outcome. */
export const markReplayed = (reply: Pick<FastifyReply, 'header'>): void => {
  reply.header('idempotent-replayed', 'true')
}
