import type { Faults } from './faults'

/** The probability of each fault, from 0 to 1. */
interface FaultRates {
  readonly duplicate: number
  readonly delay: number
  readonly crashAfterSend: number
  readonly crashBeforeSend: number
}

const DELAY_ROUNDS_MAX = 4

/** Faults drawn from a seeded source of numbers in [0, 1): the same seed, the same faults. */
export const randomFaults = (random: () => number, rates: Partial<FaultRates>): Faults => ({
  copies: () => (random() < (rates.duplicate ?? 0) ? 2 : 1),
  delay: () => (random() < (rates.delay ?? 0) ? 1 + Math.floor(random() * DELAY_ROUNDS_MAX) : 0),
  fails: (batch) => {
    const draw = random()
    const before = rates.crashBeforeSend ?? 0
    if (draw < before) return random() < 0.5 ? 'before' : Math.floor(random() * batch.length)
    return draw < before + (rates.crashAfterSend ?? 0) ? 'after' : undefined
  },
})
