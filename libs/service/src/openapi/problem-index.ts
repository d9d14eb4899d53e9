import { titleOf } from '../problem/problem'
import { PROBLEM_TYPES } from '../problem/problem-types'
import { statusOfRefusal } from '../problem/refusal-problem'
import type { Refusals } from './answered-problems'

/** A problem type as the document lists it. */
export interface ListedProblem {
  readonly title: string
  readonly status: number
  readonly transient: boolean
  /** Absent where the title says it all: a refusal of the rules. */
  readonly meaning?: string
}

/** All problem types of a service by code, in order: the platform's, and every refusal of its rules. */
export function problemTypesOf(refusals: Refusals): Record<string, ListedProblem> {
  const ofRules = Object.entries(refusals).map(([refused, transient]) => {
    const code = refused.replaceAll('_', '-')
    return [code, { title: titleOf(code), status: statusOfRefusal(refused), transient }] as const
  })
  const ofPlatform = Object.entries(PROBLEM_TYPES).map(
    ([code, type]) => [code, { title: titleOf(code), ...type }] as const,
  )
  return Object.fromEntries([...ofRules, ...ofPlatform].sort(([a], [b]) => (a < b ? -1 : 1)))
}
