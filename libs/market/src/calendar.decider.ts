import { canonicalJson, type CalendarDay, type CalendarPeriod, type TradingCalendar } from '@filao/contracts'
import { assert, never, type Decision, type Moment } from '@filao/kernel'
import type { Calendar } from './calendar.state'
import { addDays, dayAt, isTimeZone } from './local-time.state'
import { calendarIdOf, type CalendarCommand, type CommandNamed } from './market.commands'
import type { CalendarEvent } from './market.events'
import { refuse, type MarketRefusal } from './market.refusals'

/** Instruments told by one event, so that it and its commands stay far below the broker's limit. */
const TOLD_MAX = 50
/** Days that are over by more than this decide nothing any more and do not travel. */
const PAST_DAYS_TOLD = 30
const DAYS_MAX = 400

type CalendarDecision = Decision<CalendarEvent, MarketRefusal>

export function decideCalendar(command: CalendarCommand, state: Calendar | undefined, at: Moment): CalendarDecision {
  switch (command.type) {
    case 'SetCalendar':
      return change(state, command.calendar)
    case 'SetCalendarDay':
      return setDay(command, state)
    case 'RemoveCalendarDay':
      return removeDay(command, state)
    case 'FollowCalendar':
      return follow(command, state)
    case 'PublishCalendar':
      return publish(state, at)
    default:
      return never(command)
  }
}

function setDay(
  { type: _, calendarId: __, code: ___, ...day }: CommandNamed<'SetCalendarDay'>,
  state: Calendar | undefined,
): CalendarDecision {
  const calendar = state?.calendar
  if (!calendar) return refuse('calendar_unknown')
  const days = [...calendar.days.filter((known) => known.day !== day.day), day]
  return change(state, { ...calendar, days })
}

function removeDay({ day }: CommandNamed<'RemoveCalendarDay'>, state: Calendar | undefined): CalendarDecision {
  const calendar = state?.calendar
  if (!calendar) return refuse('calendar_unknown')
  return change(state, { ...calendar, days: calendar.days.filter((known) => known.day !== day) })
}

/** Asked again, it is told again: it may have followed another calendar in between. */
function follow(
  { calendarId, code, assetId }: CommandNamed<'FollowCalendar'>,
  state: Calendar | undefined,
): CalendarDecision {
  assert(calendarId === calendarIdOf(code), 'a calendar is known by its code')
  return state?.untold.has(assetId) ? [] : [{ type: 'CalendarFollowed', calendarId, code, assetId }]
}

function publish(state: Calendar | undefined, at: Moment): CalendarDecision {
  if (!state?.calendar || state.untold.size === 0) return []
  const { calendarId, calendar } = state
  const since = addDays(dayAt(calendar.timezone, at.now), -PAST_DAYS_TOLD)
  const days = calendar.days.filter(({ day }) => day >= since)
  return [
    {
      type: 'CalendarPublished',
      calendarId,
      calendar: { ...calendar, days },
      assetIds: [...state.untold].slice(0, TOLD_MAX),
    },
  ]
}

function change(state: Calendar | undefined, next: TradingCalendar): CalendarDecision {
  const wrong = defectOf(next)
  if (wrong) return refuse('calendar_invalid', { rule: wrong })
  const calendar = {
    ...next,
    periods: next.periods.toSorted((a, b) => (a.effectiveFrom < b.effectiveFrom ? -1 : 1)),
    days: next.days.toSorted((a, b) => (a.day < b.day ? -1 : 1)),
  }
  const same = state?.calendar !== undefined && canonicalJson(state.calendar) === canonicalJson(calendar)
  return same ? [] : [{ type: 'CalendarChanged', calendarId: calendarIdOf(next.code), calendar }]
}

function defectOf({ timezone, periods, days }: TradingCalendar): string | undefined {
  if (!isTimeZone(timezone)) return 'the time zone is unknown'
  if (new Set(periods.map(({ effectiveFrom }) => effectiveFrom)).size !== periods.length)
    return 'two periods begin on one day'
  if (days.length > DAYS_MAX) return `more than ${DAYS_MAX} days`
  if (new Set(days.map(({ day }) => day)).size !== days.length) return 'a day stands twice'
  if (!days.every(hasItsTime)) return 'an early close, and nothing else, has a time'
  return periods.some(overlaps) ? 'sessions end after they begin, and do not overlap' : undefined
}

const hasItsTime = ({ kind, closeAt }: CalendarDay): boolean => (kind === 'early_close') === (closeAt !== undefined)

function overlaps({ sessions }: CalendarPeriod): boolean {
  const sorted = sessions.toSorted((a, b) => a.day - b.day || (a.open < b.open ? -1 : 1))
  return sorted.some(({ day, open, close }, index) => {
    const before = sorted[index - 1]
    return open >= close || (before?.day === day && before.close > open)
  })
}
