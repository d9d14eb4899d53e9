import { createHash } from 'node:crypto'
import { FAULTS, type Fault } from '@filao/testing/simulators'
import type { Hit } from './kills'

/** First names by which the simulated provider knows what to find, and the statuses that it may end with. */
export const FOUND = {
  Ada: ['Approved'],
  DECLINE: ['Declined'],
  REVIEW: ['In Review'],
  // A request whose answer a kill took away is sent again, and who has to try again has then done so.
  RESUBMIT: ['Resubmitted', 'Approved'],
  ABANDON: ['Abandoned'],
  EXPIRE: ['Expired'],
  AMLHIT: ['In Review'],
} as const satisfies Readonly<Record<string, readonly string[]>>
export type FirstName = keyof typeof FOUND

const KYC_KILLED = ['compliance', 'identity', 'didit'] as const
export type KycKilled = (typeof KYC_KILLED)[number]

export interface KycPlan extends Hit {
  readonly number: number
  readonly firstName: FirstName
  /** Of all occasions, the share at which each happens. */
  readonly faults: Readonly<Partial<Record<Fault, number>>>
  readonly killed: readonly KycKilled[]
}

const NAMES = Object.keys(FOUND) as readonly FirstName[]
/** Often enough to be met, and seldom enough that something comes through. */
const SHARE = 0.4
const START_MS_MAX = 4_000
const KILL_MS_MAX = 4_000

/** A scenario by its seed and number: the same again. Every other client is one whom the provider approves. */
export function kycPlanOf(seed: number, number: number): KycPlan {
  const bytes = createHash('sha256').update(`didit/${seed}/${number}`).digest()
  const at = (index: number, below: number): number => bytes.readUInt16BE(index * 2) % below
  const chosen = FAULTS.filter((_, index) => at(index, 3) === 0)
  return {
    number,
    firstName: number % 2 === 1 ? 'Ada' : NAMES[at(8, NAMES.length)]!,
    faults: Object.fromEntries(chosen.map((fault) => [fault, SHARE])),
    killed: at(9, 5) === 0 ? ['compliance', 'identity'] : [KYC_KILLED[at(10, KYC_KILLED.length)]!],
    startAfterMs: at(12, START_MS_MAX),
    killAfterMs: at(11, KILL_MS_MAX),
  }
}
