/** What is wrong at one place of a body. */
export interface FieldError {
  /** JSON Pointer (RFC 6901) into the body, or the name of a query parameter as one. */
  readonly pointer: string
  readonly code: string
  readonly detail: string
}

export interface ProblemDetails {
  readonly errors?: readonly FieldError[]
  /** Sent along, e.g. `retry-after`. Values must be ours: nothing that a client sent. */
  readonly headers?: Readonly<Record<string, string>>
  readonly cause?: unknown
}

/**
 * An answer that is an error (RFC 9457). Thrown anywhere in a request; all that it holds is shown to the client.
 * `code` is lower-case with hyphens, and the last part of the problem's type.
 */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly errors: readonly FieldError[] | undefined
  readonly headers: Readonly<Record<string, string>> | undefined

  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    { errors, headers, cause }: ProblemDetails = {},
  ) {
    super(`${status} ${code}`, { cause })
    this.errors = errors
    this.headers = headers
  }
}

/** The members of `application/problem+json`. */
export interface ProblemBody {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly instance: string
  readonly code: string
  readonly requestId: string
  readonly errors?: readonly FieldError[]
}

export const PROBLEM_MEDIA_TYPE = 'application/problem+json'
const TYPES = 'https://filao.dev/problems/'
const INSTANCE_LENGTH_MAX = 256

/** The body of a problem at a place. The title follows from the code, so that it is the same each time. */
export function problemBody(problem: Problem, at: { instance: string; requestId: string }): ProblemBody {
  return {
    type: TYPES + problem.code,
    title: titleOf(problem.code),
    status: problem.status,
    detail: problem.detail,
    instance: at.instance.slice(0, INSTANCE_LENGTH_MAX),
    code: problem.code,
    requestId: at.requestId,
    ...(problem.errors && { errors: problem.errors }),
  }
}

/** Title of a problem type: its code as words. */
export const titleOf = (code: string): string => code.charAt(0).toUpperCase() + code.slice(1).replaceAll('-', ' ')
