import type { Status } from './sessions'

/** A step of a session by itself: after how many times of looking at somebody, and what becomes of it. */
export interface Step {
  /** Of `decideMs`. */
  readonly after: number
  readonly status: Status
}

const APPROVED: readonly Step[] = [
  { after: 0.5, status: 'In Progress' },
  { after: 1, status: 'Approved' },
]
const BY_NAME: Readonly<Record<string, readonly Step[]>> = {
  DECLINE: [
    { after: 0.5, status: 'In Progress' },
    { after: 1, status: 'Declined' },
  ],
  REVIEW: [
    { after: 0.5, status: 'In Progress' },
    { after: 1, status: 'In Review' },
  ],
  RESUBMIT: [
    { after: 0.5, status: 'In Review' },
    { after: 1, status: 'Resubmitted' },
  ],
  ABANDON: [
    { after: 0.5, status: 'In Progress' },
    { after: 1, status: 'Abandoned' },
  ],
  EXPIRE: [{ after: 1, status: 'Expired' }],
  LAPSE: [...APPROVED, { after: 4, status: 'Kyc Expired' }],
  AMLHIT: [
    { after: 0.5, status: 'In Progress' },
    { after: 1, status: 'In Review' },
  ],
}

/** What becomes of a client, by their first name; of all others: approved. */
export const outcomeOf = (firstName: string | undefined): readonly Step[] =>
  BY_NAME[(firstName ?? '').toUpperCase()] ?? APPROVED

/** What is still to become of a client who has come so far; nothing where they have come otherwise. */
export function stepsAfter(status: Status, firstName: string | undefined): readonly Step[] {
  const steps = outcomeOf(firstName)
  const reached = steps.findIndex((step) => step.status === status)
  if (reached < 0) return status === 'Not Started' || status === 'In Progress' ? steps : []
  const { after } = steps[reached]!
  return steps.slice(reached + 1).map((step) => ({ ...step, after: step.after - after }))
}

/** All who are called so show one and the same document. */
export const isTwin = (firstName: string | undefined): boolean => (firstName ?? '').toUpperCase() === 'TWIN'

export const isAmlHit = (firstName: string | undefined): boolean => (firstName ?? '').toUpperCase() === 'AMLHIT'
