import { z } from 'zod'
import type { ApiDocument, Operation, Schema } from './document'

/** What came back. */
export interface FuzzAnswer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly milliseconds: number
}

/** Far longer than any route waits, also on a busy machine: a placement 2 s for wallet, a read 1 s for its position. */
const ANSWER_MS_MAX = 45_000
/** Anything may be answered with these: the address, or a body that no route has asked for, is read before the route. */
const ANYWHERE: Readonly<Record<number, readonly string[]>> = {
  400: ['bad-request', 'unreadable-json'],
  404: ['not-found'],
  405: ['method-not-allowed'],
  413: ['body-too-large'],
  414: ['uri-too-long'],
  415: ['unsupported-media-type'],
  431: ['headers-too-large'],
  503: ['service-unavailable'],
}
/** What an answer must not show: stacks, statements, names of what we are made of. */
const INNER =
  /\n\s+at |node_modules|\.[cm]?[jt]s:\d+|SELECT |INSERT INTO|violates|invalid input syntax|ECONN|TypeError|kafka|postgres/i

const ProblemBody = z.object({
  type: z.string(),
  title: z.string().min(1),
  status: z.number(),
  detail: z.string().min(1),
  instance: z.string(),
  code: z.string(),
  requestId: z.string(),
  errors: z
    .array(z.object({ pointer: z.string(), code: z.string().min(1), detail: z.string().min(1) }))
    .min(1)
    .optional(),
})

/** Judges answers by what the document promises and by what holds of every answer. */
export class Judge {
  private readonly validators = new Map<Schema, z.ZodType>()

  constructor(private readonly document: ApiDocument) {}

  /** What is wrong with an answer, in sentences; nothing when nothing is. `mayAct`: the caller has what the route asks for. */
  faultsOf(operation: Operation, answer: FuzzAnswer, mayAct: boolean): string[] {
    const { status, headers, milliseconds } = answer
    const faults: string[] = []
    if (milliseconds > ANSWER_MS_MAX) faults.push(`took ${Math.round(milliseconds)} ms`)
    if (!mayAct && status < 400) faults.push(`was answered ${status} to somebody who may not ask`)
    if (headers.get('x-request-id') === null) faults.push('has no X-Request-Id')
    if (status >= 400) return [...faults, ...this.faultsOfProblem(operation, answer)]
    return [...faults, ...this.faultsOfSuccess(operation, answer)]
  }

  private faultsOfSuccess({ answers }: Operation, { status, headers, text }: FuzzAnswer): string[] {
    const documented = answers.get(status)
    if (documented === undefined) return [`status ${status} is not documented`]
    const { schema } = documented
    if (schema === undefined) return text === '' ? [] : [`status ${status} has a body that is not documented`]
    // What is no JSON has no members that a schema could tell of.
    if (documented.mediaType !== 'application/json') return this.faultsOfMedia(documented.mediaType, headers)
    if (headers.get('content-type') !== 'application/json; charset=utf-8') return ['is not application/json']
    const read = this.validator(schema).safeParse(parsed(text))
    return read.success ? [] : [`does not fit its schema: ${z.prettifyError(read.error)}`]
  }

  /** A file is of a media type of its own. */
  private faultsOfMedia(documented: string | undefined, headers: Headers): string[] {
    const told = headers.get('content-type')
    return documented === 'application/octet-stream' || told === documented ? [] : [`is ${told}, not ${documented}`]
  }

  private faultsOfProblem({ answers }: Operation, { status, headers, text }: FuzzAnswer): string[] {
    const faults: string[] = []
    if (headers.get('content-type') !== 'application/problem+json') faults.push(`is ${headers.get('content-type')}`)
    if (INNER.test(text)) faults.push('shows inner matters')
    const read = ProblemBody.safeParse(parsed(text))
    if (!read.success) return [...faults, `is no problem: ${z.prettifyError(read.error)}`]
    const { type, code, requestId, status: told } = read.data
    const isKnown = answers.get(status)?.codes.includes(code) || ANYWHERE[status]?.includes(code)
    if (!isKnown) faults.push(`${status} ${code} is not documented`)
    if (type !== `https://filao.dev/problems/${code}`) faults.push(`type is ${type}`)
    if (told !== status) faults.push(`says status ${told}`)
    if (requestId !== headers.get('x-request-id')) faults.push('names another request id')
    if (status >= 500 && status !== 503) faults.push(`status ${status}`)
    const needed = NEEDED_HEADER[status]
    if (needed !== undefined && headers.get(needed) === null) faults.push(`has no ${needed}`)
    return faults
  }

  private validator(schema: Schema): z.ZodType {
    const known = this.validators.get(schema)
    if (known) return known
    const $defs = this.document.schemas
    const local = JSON.stringify({ ...schema, $defs }).replaceAll('#/components/schemas/', '#/$defs/')
    const made = z.fromJSONSchema(JSON.parse(local, withoutUnicodePattern) as Parameters<typeof z.fromJSONSchema>[0])
    this.validators.set(schema, made)
    return made
  }
}

/** Patterns are read without the flag `u`, where `\\P{Cc}` stands for its letters. */
const withoutUnicodePattern = (key: string, value: unknown): unknown =>
  key === 'pattern' && typeof value === 'string' && /\\p\{/i.test(value) ? undefined : value

const NEEDED_HEADER: Readonly<Record<number, string>> = {
  401: 'www-authenticate',
  405: 'allow',
  429: 'retry-after',
  503: 'retry-after',
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
