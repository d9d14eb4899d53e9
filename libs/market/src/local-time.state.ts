import { fromTimestamp, toTimestamp, type Instant } from '@filao/kernel'

/** Day of the Gregorian calendar, `YYYY-MM-DD`. Days compare as strings. */
export type Day = string

export const MINUTE_MS = 60_000
/** Clocks of those who quote may be ahead of ours by so much. */
export const CLOCK_SKEW_MS_MAX = 5 * MINUTE_MS
const DAY_MS = 86_400_000

const formats = new Map<string, Intl.DateTimeFormat>()

/** True for a zone that the time zone database knows. */
export function isTimeZone(name: string): boolean {
  try {
    formatOf(name)
    return true
  } catch {
    return false
  }
}

/** Milliseconds that a zone's clocks are ahead of UTC at an instant. */
function offsetAt(timezone: string, instant: Instant): number {
  const parts: Record<string, string> = {}
  for (const { type, value } of formatOf(timezone).formatToParts(instant)) parts[type] = value
  const wall = `${parts['year']}-${parts['month']}-${parts['day']}T${parts['hour']}:${parts['minute']}:${parts['second']}.000Z`
  return fromTimestamp(wall) - Math.floor(instant / 1000) * 1000
}

/** The day that a zone's calendars show at an instant. */
export const dayAt = (timezone: string, instant: Instant): Day =>
  toTimestamp(instant + offsetAt(timezone, instant)).slice(0, 10)

/**
 * The instant at which a zone's clocks show a time of day; `24:00` is the midnight that ends the day. A time that the
 * change to summer time skips is taken as if the clocks had not changed; of a time that comes twice, the first.
 */
export function instantOf(timezone: string, day: Day, timeOfDay: string): Instant {
  const [hours, minutes] = timeOfDay.split(':').map(Number) as [number, number]
  const wall = startOf(day) + (hours * 60 + minutes) * MINUTE_MS
  // The offset of a day before holds until the change of clocks, that of a day after from then on.
  const before = wall - offsetAt(timezone, wall - DAY_MS)
  const after = wall - offsetAt(timezone, wall + DAY_MS)
  return before + offsetAt(timezone, before) === wall || after + offsetAt(timezone, after) !== wall ? before : after
}

export const addDays = (day: Day, days: number): Day => toTimestamp(startOf(day) + days * DAY_MS).slice(0, 10)

/** 1 is Monday, 7 is Sunday (ISO 8601). 1970-01-01 was a Thursday. */
export const weekdayOf = (day: Day): number => ((startOf(day) / DAY_MS + 3) % 7) + 1

const startOf = (day: Day): Instant => fromTimestamp(`${day}T00:00:00.000Z`)

/** Formats are kept, because making one takes a hundred times as long as using it. */
function formatOf(timezone: string): Intl.DateTimeFormat {
  const known = formats.get(timezone)
  if (known) return known
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: timezone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
  formats.set(timezone, format)
  return format
}
