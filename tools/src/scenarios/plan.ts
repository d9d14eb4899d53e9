import { createHash } from 'node:crypto'
import { FAULTS, type Fault } from '@filao/testing/simulators'
import type { ProviderName } from '../client/payment-provider'

/** What is killed in the middle of a scenario, and the simulators that may be killed with it. */
export const KILLED = ['payment', 'compliance', 'wallet', 'bank', 'mips'] as const
export type Killed = (typeof KILLED)[number]

export interface ScenarioPlan {
  readonly number: number
  /** What is paid in, with cents by which the provider knows how to behave. */
  readonly deposit: string
  /** What is asked for afterwards where the deposit was credited; undefined: nothing. */
  readonly withdrawal: string | undefined
  readonly faults: readonly Fault[]
  readonly killed: readonly Killed[]
  /** Milliseconds into the scenario at which the kill comes. */
  readonly killAfterMs: number
}

const CENTS = {
  bank: ['00', '04', '05', '07', '08', '09'],
  mips: ['00', '04', '05', '07'],
} as const
const PAYOUT_CENTS = ['00', '01', '02', '03', '04', '05', '06'] as const

/** The services that a payment passes through. */
const SERVICES: readonly Killed[] = ['payment', 'compliance', 'wallet']

/** One of them or the provider; now and then all three services at once. */
function killedOf(at: (index: number, below: number) => number, simulator: ProviderName): readonly Killed[] {
  if (at(8, 5) === 0) return SERVICES
  return [[simulator, ...SERVICES][at(9, 4)]!]
}

/** A scenario by its seed and number: the same again. */
export function planOf(simulator: ProviderName, seed: number, number: number): ScenarioPlan {
  const bytes = createHash('sha256').update(`${simulator}/${seed}/${number}`).digest()
  const at = (index: number, below: number): number => bytes.readUInt16BE(index * 2) % below
  const cents = CENTS[simulator]
  const faults = FAULTS.filter((_, index) => at(index, 4) === 0)
  return {
    number,
    deposit: `${2000 + at(10, 3000)}.${cents[at(11, cents.length)]}`,
    withdrawal: at(12, 5) === 0 ? undefined : `${300 + at(13, 900)}.${PAYOUT_CENTS[at(14, PAYOUT_CENTS.length)]}`,
    faults,
    killed: killedOf(at, simulator),
    killAfterMs: at(15, 1500),
  }
}
