import type { Refusal } from '@filao/kernel'
import { Problem } from './problem'

/** Refusals whose status no rule tells. */
const STATUS: Readonly<Record<string, number>> = {
  invalid_credentials: 401,
  otp_required: 401,
  session_over: 401,
  token_reuse: 401,
  forbidden: 403,
  same_approver: 403,
  step_up_required: 403,
  not_found: 404,
  role_not_granted: 404,
  not_open: 409,
  not_allowed_in_state: 409,
  overloaded: 503,
  outcome_unknown: 503,
  parked: 503,
}

/** Status of a refusal by its name (design/api.md): 404, 409 and 403 where the name says so, else 422. */
export function statusOfRefusal(refused: string): number {
  const known = STATUS[refused]
  if (known !== undefined) return known
  if (refused.endsWith('_unknown') || refused.endsWith('_not_found')) return 404
  if (refused.startsWith('already_') || refused.endsWith('_in_flight')) return 409
  return 422
}

/** Places in the body that refusals complain about: `{ trail_required: '/trailAmount' }`; of several, whichever a refusal names. */
export type RefusalPointers = Readonly<Record<string, string | readonly string[]>>

/**
 * A refusal as its answer: `market_closed` is 422 `market-closed`, with what it says about the figures, and the field
 * where `pointers` knows it.
 */
export function refusalToProblem(refusal: Refusal, pointers: RefusalPointers = {}): Problem {
  const status = statusOfRefusal(refusal.refused)
  const code = refusal.refused.replaceAll('_', '-')
  const detail = sentence(refusal)
  const pointer = pointerOf(refusal, pointers[refusal.refused])
  return new Problem(status, code, detail, {
    ...(pointer !== undefined && { errors: [{ pointer, code, detail }] }),
    ...(status === 503 && { headers: { 'retry-after': '1' } }),
  })
}

function pointerOf({ detail = {} }: Refusal, places: string | readonly string[] | undefined): string | undefined {
  return typeof places === 'string' ? places : places?.find((place) => place.slice(1) in detail)
}

function sentence({ refused, transient, detail = {} }: Refusal): string {
  const figures = Object.entries(detail).map(([name, value]) => `${name} ${value}`)
  const what = `Refused: ${refused.replaceAll('_', ' ')}${figures.length > 0 ? ` (${figures.join(', ')})` : ''}.`
  return transient ? `${what} A later attempt with a new key may succeed.` : what
}
