import type { Instant } from '@filao/kernel'

/** Mauritius keeps UTC+4 all year. */
const OFFSET_MS = 4 * 3_600_000
const DAY_MS = 86_400_000

/** The day in Mauritius, `YYYY-MM-DD`. */
export const localDay = (instant: Instant): string => new Date(instant + OFFSET_MS).toISOString().slice(0, 10)

/** When a day begins in Mauritius. */
export const beginOf = (day: string): Instant => Date.parse(`${day}T00:00:00.000Z`) - OFFSET_MS

/** When a day is over in Mauritius. */
export const endOf = (day: string): Instant => beginOf(day) + DAY_MS

export const addDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00.000Z`) + days * DAY_MS).toISOString().slice(0, 10)

/** The same day of a later month, or its last one: 31 January and a month is 28 February. */
export function addMonths(day: string, months: number): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number]
  const lastOfMonth = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate()
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, lastOfMonth))).toISOString().slice(0, 10)
}
