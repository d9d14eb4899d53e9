import { businessDay } from '@filao/payment'

const DAY_MS = 86_400_000

/** The day, so many days later that are neither Saturday nor Sunday. An estimate: holidays are not known here. */
export function businessDaysAfter(from: Date, days: number): string {
  let at = from.getTime()
  for (let left = days; left > 0;) {
    at += DAY_MS
    const weekday = new Date(`${businessDay(at)}T00:00:00Z`).getUTCDay()
    if (weekday !== 0 && weekday !== 6) left -= 1
  }
  return businessDay(at)
}
