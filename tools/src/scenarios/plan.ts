import { createHash } from 'node:crypto'
import { FAULTS, type Fault } from '@filao/testing/simulators'
import type { ProviderName } from '../client/payment-provider'
import type { Hit } from './kills'

/** What is killed in the middle of a scenario, and the simulators that may be killed with it. */
export type Killed = 'payment' | 'compliance' | 'wallet' | 'bank' | 'mips'

export interface ScenarioPlan extends Hit {
  readonly number: number
  /** What is paid in, with cents by which the provider knows how to behave. */
  readonly deposit: string
  /** What is asked for afterwards where the deposit was credited; undefined: nothing. */
  readonly withdrawal: string | undefined
  /** Of the provider, with what is paid in. */
  readonly faults: readonly Fault[]
  /** Of the bank, with what is paid out. */
  readonly payoutFaults: readonly Fault[]
  readonly killed: readonly Killed[]
}

const CENTS = {
  bank: ['00', '04', '05', '07', '08', '09'],
  mips: ['00', '04', '05', '07'],
} as const
/** Whoever pays so is held, and nothing is paid out. */
const HELD_CENTS: ReadonlySet<string> = new Set(['07', '08'])
const PAYOUT_CENTS = ['00', '01', '02', '03', '04', '05', '06'] as const

/** Each number has amounts of its own, far beyond any wave: by them the providers know whom a fault concerns. */
const NUMBERS = 300
const START_MS_MAX = 4_000
/** While money comes in, and while it goes out again where it does. */
const KILL_MS_MAX = { in: 1_500, inAndOut: 6_000 } as const

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
  const slot = number % NUMBERS
  const cents = CENTS[simulator][at(11, CENTS[simulator].length)]!
  const payout = `${300 + 3 * slot + at(13, 3)}.${PAYOUT_CENTS[at(14, PAYOUT_CENTS.length)]}`
  const withdrawal = at(12, 5) === 0 ? undefined : payout
  const isOut = withdrawal !== undefined && !HELD_CENTS.has(cents)
  // The digest is used up: the second half of the choices comes from a digest of its own.
  const more = createHash('sha256').update(bytes).digest()
  return {
    number,
    deposit: `${2000 + 10 * slot + at(10, 10)}.${cents}`,
    withdrawal,
    faults: FAULTS.filter((_, index) => at(index, 4) === 0),
    payoutFaults: FAULTS.filter((_, index) => withdrawal !== undefined && more[index]! % 6 === 0),
    killed: killedOf(at, simulator),
    startAfterMs: more.readUInt16BE(20) % START_MS_MAX,
    killAfterMs: at(15, isOut ? KILL_MS_MAX.inAndOut : KILL_MS_MAX.in),
  }
}
