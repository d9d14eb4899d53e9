import { StandardSchemaValidationPipe, type ArgumentMetadata } from '@nestjs/common'
import { Problem, type FieldError } from '../problem/problem'

type Schema = NonNullable<ArgumentMetadata['schema']>
type Result = Awaited<ReturnType<Schema['~standard']['validate']>>

/** A zod issue as it comes through Standard Schema, which itself only promises `message` and `path`. */
interface Issue {
  readonly message: string
  readonly path?: readonly unknown[] | undefined
  readonly code?: string
  readonly keys?: readonly string[]
  readonly input?: unknown
}

const ERRORS_MAX = 50

/**
 * Validates every parameter that carries a schema. A body or query that does not fit is 422 with a pointer for each
 * fault; a path that does not fit names nothing that can exist: 404.
 */
export class ValidationPipe extends StandardSchemaValidationPipe {
  /** Synchronous wherever the schema is: an `async` pipe costs each request a turn for each parameter. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the signature of Nest's pipe
  override transform<T = unknown>(value: T, metadata: ArgumentMetadata): any {
    const { schema } = metadata
    if (schema === undefined || metadata.type === 'custom') return value
    const result = schema['~standard'].validate(value)
    return result instanceof Promise ? result.then((late) => settle(late, metadata)) : settle(result, metadata)
  }
}

function settle(result: Result, { type, data }: ArgumentMetadata): unknown {
  if (result.issues === undefined) return result.value
  if (type === 'param') throw new Problem(404, 'not-found', 'There is nothing here.')
  throw unfit(type === 'query' ? 'The query' : 'The body', fieldErrors(result.issues, data))
}

export const unfit = (what: 'The query' | 'The body', errors: readonly FieldError[]): Problem =>
  new Problem(422, 'invalid-request', `${what} does not fit: see errors.`, { errors })

/** Faults with their places. `data` names the one member that a parameter takes from the body or the query. */
export function fieldErrors(issues: readonly Issue[], data?: string): FieldError[] {
  const prefix = data === undefined ? [] : [data]
  return issues
    .flatMap((issue) => {
      const path = [...prefix, ...(issue.path ?? []).map(nameOf)]
      if (issue.code !== 'unrecognized_keys') return [fieldError(issue, path)]
      return (issue.keys ?? []).map((key) => ({
        pointer: pointerOf([...path, key]),
        code: 'unknown-field',
        detail: 'This field is not known here.',
      }))
    })
    .slice(0, ERRORS_MAX)
}

function fieldError(issue: Issue, path: readonly string[]): FieldError {
  const missing = issue.code === 'invalid_type' && issue.message.endsWith('received undefined')
  return {
    pointer: pointerOf(path),
    code: missing ? 'required' : (issue.code ?? 'invalid').replaceAll('_', '-'),
    detail: missing ? 'This field is required.' : issue.message,
  }
}

const nameOf = (segment: unknown): string =>
  String(typeof segment === 'object' && segment !== null && 'key' in segment ? segment.key : segment)

/** JSON Pointer, RFC 6901. */
const pointerOf = (path: readonly string[]): string =>
  path.map((name) => `/${name.slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
