import { fromTimestamp, toTimestamp, type Instant } from '@filao/kernel'

/** Indian/Mauritius is four hours ahead of UTC all year: it has no summer time. */
const OFFSET_MS = 4 * 60 * 60 * 1000

/** The day in Mauritius at an instant, `YYYY-MM-DD`. Days compare as text. */
export const businessDay = (at: Instant): string => toTimestamp(at + OFFSET_MS).slice(0, 10)

/** The instant at which a day begins in Mauritius. */
export const startOfDay = (day: string): Instant => fromTimestamp(`${day}T00:00:00.000Z`) - OFFSET_MS

/** The month of a day, `YYYY-MM`. */
export const monthOf = (day: string): string => day.slice(0, 7)
