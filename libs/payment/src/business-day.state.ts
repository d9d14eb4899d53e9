import { fromTimestamp, toTimestamp, type Instant } from '@filao/kernel'

/** Indian/Mauritius is four hours ahead of UTC all year: it has no summer time. */
const OFFSET_MS = 4 * 60 * 60 * 1000
const DAY_MS = 24 * 60 * 60 * 1000

/** The day in Mauritius at an instant, `YYYY-MM-DD`. Days compare as text. */
export const businessDay = (at: Instant): string => toTimestamp(at + OFFSET_MS).slice(0, 10)

/** The instant at which a day begins in Mauritius. */
export const startOfDay = (day: string): Instant => fromTimestamp(`${day}T00:00:00.000Z`) - OFFSET_MS

/** The day on which money of a day is settled: so many days later that are neither Saturday nor Sunday. */
export function settlementDay(at: Instant, days: number): string {
  let day = at + OFFSET_MS
  for (let left = days; left > 0;) {
    day += DAY_MS
    const weekday = new Date(day).getUTCDay()
    if (weekday !== 0 && weekday !== 6) left -= 1
  }
  return toTimestamp(day).slice(0, 10)
}
