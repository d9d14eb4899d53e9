import type { CalendarDay, CalendarPeriod, TradingCalendar } from '@filao/contracts'
import type { Instant } from '@filao/kernel'
import { addDays, dayAt, instantOf, weekdayOf, type Day } from './local-time.state'

/** The session that an instant lies in, or the next one. An absent end is so far away that nobody sees it: always open. */
export interface Session {
  readonly opensAt?: Instant
  readonly closesAt?: Instant
  readonly nextOpensAt?: Instant
}

/** Where a venue stands at an instant. */
export interface SessionState extends Session {
  /** The trading day: the local day now, before the opening that of the opening. */
  readonly day: Day
  readonly settlementDate: Day
  /** When any of this changes next. */
  readonly validUntil: Instant
}

/** A week of round-the-clock trading is one session; longer ones count as endless. */
const LOOK_BACK_DAYS = 8
/** Longer than any closure of a venue but a war. */
const LOOK_AHEAD_DAYS = 31

interface Interval {
  readonly opensAt: Instant
  readonly closesAt: Instant
}

/** The current or next session of a calendar, with the days that it trades on and settles. */
export function sessionStateAt(calendar: TradingCalendar, instant: Instant): SessionState {
  const session = sessionAt(calendar, instant)
  const tradesAt = Math.max(instant, session.opensAt ?? instant)
  const day = dayAt(calendar.timezone, tradesAt)
  const midnight = instantOf(calendar.timezone, day, '24:00')
  return {
    ...session,
    day,
    settlementDate: settlementDateOf(calendar, day),
    validUntil: Math.min(
      midnight,
      session.closesAt === undefined || session.closesAt <= instant ? midnight : session.closesAt,
    ),
  }
}

/** The session that is open at `instant`, or else the next one. The instant of the closing belongs to the next. */
export function sessionAt(calendar: TradingCalendar, instant: Instant): Session {
  const today = dayAt(calendar.timezone, instant)
  const first = addDays(today, -LOOK_BACK_DAYS)
  const last = addDays(today, LOOK_AHEAD_DAYS)
  const begin = instantOf(calendar.timezone, first, '00:00')
  const end = instantOf(calendar.timezone, last, '24:00')
  const intervals = intervalsOf(calendar, first, last)
  const at = intervals.findIndex(({ closesAt }) => closesAt > instant)
  const current = intervals[at]
  // Nothing to be seen: closed until the end of what was looked at, never "open for ever".
  if (!current) return { opensAt: end, closesAt: end }
  const next = intervals[at + 1]
  return {
    ...(current.opensAt > begin && { opensAt: current.opensAt }),
    ...(current.closesAt < end && { closesAt: current.closesAt }),
    ...(next && { nextOpensAt: next.opensAt }),
  }
}

/** The day on which a trade of `day` settles: the calendar's settlement days, counted in business days. */
export function settlementDateOf(calendar: TradingCalendar, day: Day): Day {
  let date = day
  while (!isBusinessDay(calendar, date)) date = addDays(date, 1)
  for (let left = periodOf(calendar, day)?.settlementDays ?? 0; left > 0; left -= 1) {
    do date = addDays(date, 1)
    while (!isBusinessDay(calendar, date))
  }
  return date
}

/**
 * True from 1 December on for a calendar that has special days this year and none in the next: somebody has to load
 * them, or the venue opens on its holidays.
 */
export function lacksNextYear({ timezone, days }: TradingCalendar, instant: Instant): boolean {
  const today = dayAt(timezone, instant)
  const year = Number(today.slice(0, 4))
  const hasDaysOf = (wanted: number): boolean => days.some(({ day }) => day.startsWith(`${wanted}-`))
  return today >= `${year}-12-01` && hasDaysOf(year) && !hasDaysOf(year + 1)
}

/** Weekends count where the venue trades through them. */
function isBusinessDay(calendar: TradingCalendar, day: Day): boolean {
  if (specialOf(calendar, day)?.kind === 'holiday') return false
  const weekdays = new Set(periodOf(calendar, day)?.sessions.map((session) => session.day))
  return weekdays.size === 7 || weekdayOf(day) <= 5
}

/** Opening hours from a first to a last day, ascending. What touches is one: a midnight within a session ends nothing. */
function intervalsOf(calendar: TradingCalendar, first: Day, last: Day): Interval[] {
  const intervals: Interval[] = []
  for (let day = first; day <= last; day = addDays(day, 1)) {
    for (const interval of intervalsOfDay(calendar, day)) {
      const before = intervals.at(-1)
      if (before && before.closesAt >= interval.opensAt) {
        intervals[intervals.length - 1] = { opensAt: before.opensAt, closesAt: interval.closesAt }
      } else intervals.push(interval)
    }
  }
  return intervals
}

function intervalsOfDay(calendar: TradingCalendar, day: Day): Interval[] {
  const special = specialOf(calendar, day)
  if (special?.kind === 'holiday') return []
  const end = special?.closeAt ?? '24:00'
  const weekday = weekdayOf(day)
  return (periodOf(calendar, day)?.sessions ?? [])
    .filter((session) => session.day === weekday && session.open < end)
    .map(({ open, close }) => ({
      opensAt: instantOf(calendar.timezone, day, open),
      closesAt: instantOf(calendar.timezone, day, close < end ? close : end),
    }))
}

const specialOf = (calendar: TradingCalendar, day: Day): CalendarDay | undefined =>
  calendar.days.find((special) => special.day === day)

const periodOf = (calendar: TradingCalendar, day: Day): CalendarPeriod | undefined =>
  calendar.periods.findLast(({ effectiveFrom }) => effectiveFrom <= day)
