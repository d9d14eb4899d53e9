import type { OutRecord } from '../seam'

/** What can go wrong on a bus, asked at each occasion. All are allowed to the real one; a consumer must bear them. */
export interface Faults {
  /** How many times this record is appended. 1 when nothing goes wrong, 2 for a duplicate. */
  copies?(record: OutRecord): number
  /** For how many rounds of delivery this record and those after it in its partition stay unseen. */
  delay?(record: OutRecord): number
  /**
   * `before`: nothing is appended and the publisher dies. `after`: all is appended and the publisher dies, as when the
   * response is lost or the process crashes between the send and its checkpoint. A number: that many are appended.
   */
  fails?(batch: readonly OutRecord[]): 'before' | 'after' | number | undefined
}

/** The probability of each fault, from 0 to 1. */
export interface FaultRates {
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
