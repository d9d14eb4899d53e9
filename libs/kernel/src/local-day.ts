import { fromTimestamp, type Instant } from './instant'

/** Indian/Mauritius is four hours ahead of UTC all year: it has no summer time. */
const OFFSET_MS = 4 * 60 * 60 * 1000
const DAY_MS = 24 * 60 * 60 * 1000

/** The day in Mauritius at an instant, `YYYY-MM-DD`. Days compare as text. */
export const localDay = (at: Instant): string => dayOf(at + OFFSET_MS)

/** When a day begins in Mauritius. */
export const startOfDay = (day: string): Instant => midnight(day) - OFFSET_MS

/** When a day is over in Mauritius. */
export const endOfDay = (day: string): Instant => startOfDay(day) + DAY_MS

/** The month of a day, `YYYY-MM`. */
export const monthOf = (day: string): string => day.slice(0, 7)

export const addDays = (day: string, days: number): string => dayOf(midnight(day) + days * DAY_MS)

/** So many days later that are neither Saturday nor Sunday. Holidays are not known here. */
export function addWorkingDays(day: string, days: number): string {
  let later = midnight(day)
  for (let left = days; left > 0;) {
    later += DAY_MS
    const weekday = new Date(later).getUTCDay()
    if (weekday !== 0 && weekday !== 6) left -= 1
  }
  return dayOf(later)
}

/** The same day of a later month, or its last one: 31 January and a month is 28 February. */
export function addMonths(day: string, months: number): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number]
  const lastOfMonth = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate()
  return dayOf(Date.UTC(year, month - 1 + months, Math.min(date, lastOfMonth)))
}

const midnight = (day: string): Instant => fromTimestamp(`${day}T00:00:00.000Z`)
const dayOf = (at: Instant): string => new Date(at).toISOString().slice(0, 10)
