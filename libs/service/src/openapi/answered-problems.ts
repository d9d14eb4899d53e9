import { PROBLEM_TYPES } from '../problem/problem-types'
import { statusOfRefusal } from '../problem/refusal-problem'
import type { AnsweredProblem } from './operation'

/** The closed set of a service's refusals, each with `transient`. */
export type Refusals = Readonly<Record<string, boolean>>

/** What of an operation decides how it may fail. */
export interface OperationTraits {
  readonly method: string
  readonly isPublic: boolean
  /** Whether staff may use it, who always have a second factor. */
  readonly forStaff: boolean
  /** Whether a second factor must have been shown just now. */
  readonly stepUp: boolean
  readonly takesKey: boolean
  readonly in: ReadonlySet<string>
}

/** How an operation fails with one status. */
export interface ProblemAnswer {
  readonly status: number
  /** In order. */
  readonly codes: readonly string[]
  /** True when every operation of its kind fails so: then it is described once. */
  readonly isCommon: boolean
}

/** All problems that an operation answers, by status, in order. */
export function answeredProblems(
  traits: OperationTraits,
  own: readonly AnsweredProblem[],
  refusals: Refusals,
): readonly ProblemAnswer[] {
  const common = new Set(commonProblems(traits))
  const byStatus = new Map<number, Set<string>>()
  for (const problem of [...common, ...own]) {
    const code = typeof problem === 'string' ? problem : problem[1]
    const usual = statusOf(code, refusals)
    const status = typeof problem === 'string' ? usual : problem[0]
    byStatus.set(status, (byStatus.get(status) ?? new Set()).add(code))
  }
  return [...byStatus]
    .map(([status, codes]) => ({
      status,
      codes: [...codes].sort(),
      isCommon: [...codes].every((code) => common.has(code)),
    }))
    .sort((a, b) => a.status - b.status)
}

const READS = ['position-malformed', 'position-of-another-service', 'not-caught-up'] as const
/** A body is read whether or not one is asked for. */
const BODIES = ['unreadable-json', 'body-too-large', 'unsupported-media-type', 'invalid-request'] as const
const WRITES = ['overloaded', 'outcome-unknown', 'parked', ...BODIES] as const

/** What every operation of its kind answers. */
function commonProblems({ method, isPublic, forStaff, stepUp, takesKey, in: places }: OperationTraits): string[] {
  return [
    'internal',
    'too-many-requests',
    'bad-request',
    ...(isPublic ? [] : ['unauthenticated', 'forbidden', 'identity-unavailable']),
    ...(forStaff ? ['second-factor-required'] : []),
    ...(stepUp ? ['step-up-required'] : []),
    ...(places.has('path') ? ['not-found'] : []),
    ...(places.has('query') ? ['invalid-request'] : []),
    ...(takesKey ? ['idempotency-key-required', 'idempotency-key-invalid', 'idempotency-mismatch'] : []),
    ...(method === 'get' ? READS : WRITES),
  ]
}

/** Throws for a code that is neither a type of the platform's nor in the service's closed set: nobody could look it up. */
function statusOf(code: string, refusals: Refusals): number {
  const known = PROBLEM_TYPES[code]
  if (known) return known.status
  const refused = code.replaceAll('-', '_')
  if (!(refused in refusals)) throw new TypeError(`${code} is no problem type, and no refusal of this service`)
  return statusOfRefusal(refused)
}
