import { PROBLEM_MEDIA_TYPE } from '../problem/problem'

const UUID = { type: 'string', format: 'uuid' } as const
const POSITION = { type: 'string', pattern: '^[a-z]+/\\d+/\\d+$', examples: ['order/2/1042'] } as const

/** RFC 9457, with our members. */
export const PROBLEM_SCHEMA = {
  type: 'object',
  description: 'RFC 9457. `code` is the last part of `type`.',
  properties: {
    type: { type: 'string', format: 'uri', examples: ['https://filao.dev/problems/market-closed'] },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    instance: { type: 'string' },
    code: { type: 'string' },
    requestId: UUID,
    errors: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          pointer: {
            type: 'string',
            description: 'JSON Pointer (RFC 6901) into the body, or a query parameter as one',
          },
          code: { type: 'string' },
          detail: { type: 'string' },
        },
        required: ['pointer', 'code', 'detail'],
      },
    },
  },
  required: ['type', 'title', 'status', 'detail', 'instance', 'code', 'requestId'],
} as const

/** Headers that routes take. `Idempotency-Key` and `Prefer` are declared by the routes that read them. */
export const PARAMETERS = {
  RequestId: {
    name: 'X-Request-Id',
    in: 'header',
    description: 'Names the request in logs and events. Anything but a UUID is replaced.',
    schema: UUID,
  },
  After: {
    name: 'Filao-After',
    in: 'header',
    description:
      'The `Filao-Position` of an earlier answer of this service: the read waits, at most 1 s, until it shows it.',
    schema: POSITION,
  },
} as const

/** Headers of answers. */
export const HEADERS = {
  RequestId: { name: 'X-Request-Id', description: 'The id that this request has in logs and events.', schema: UUID },
  Position: { name: 'Filao-Position', description: 'Where the command stands in the log.', schema: POSITION },
  Replayed: {
    name: 'Idempotent-Replayed',
    description: 'Present when the key was known: this is the outcome of its first request.',
    schema: { type: 'string', enum: ['true'] },
  },
  RetryAfter: { name: 'Retry-After', description: 'Seconds to wait.', schema: { type: 'string', pattern: '^\\d+$' } },
} as const

/** The headers of an answer, by name, as references. */
export const headersOf = (names: readonly (keyof typeof HEADERS)[]): Record<string, { $ref: string }> =>
  Object.fromEntries(names.map((name) => [HEADERS[name].name, { $ref: `#/components/headers/${name}` }]))

/** The components of every document. A header is named by where it is referred to, so its own name is left out. */
export const COMPONENTS = {
  parameters: PARAMETERS,
  headers: Object.fromEntries(Object.entries(HEADERS).map(([key, { name: _, ...header }]) => [key, header])),
}

/** How an operation fails with a status: a problem with one of these codes. */
export const problemAnswer = (status: number, codes: readonly string[]): object => ({
  description: codes.map((code) => `\`${code}\``).join(', '),
  headers: headersOf(['RequestId', ...(status === 429 || status === 503 ? (['RetryAfter'] as const) : [])]),
  content: {
    [PROBLEM_MEDIA_TYPE]: {
      schema: {
        allOf: [
          { $ref: '#/components/schemas/Problem' },
          { type: 'object', properties: { status: { const: status }, code: { enum: codes } } },
        ],
      },
    },
  },
})
