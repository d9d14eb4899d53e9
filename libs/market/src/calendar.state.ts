import type { TradingCalendar } from '@filao/contracts'
import { never, type Id } from '@filao/kernel'
import type { CalendarEvent } from './market.events'

/** A venue's hours, and the instruments that are told of their changes. */
export interface Calendar {
  readonly kind: 'calendar'
  readonly calendarId: Id
  /** Undefined while only instruments have asked for it. */
  readonly calendar: TradingCalendar | undefined
  readonly followers: ReadonlySet<Id>
  /** Followers that have not been told of the newest form yet. */
  readonly untold: ReadonlySet<Id>
}

export function evolveCalendar(state: Calendar | undefined, event: CalendarEvent): Calendar {
  const { calendarId } = event
  const calendar = state ?? {
    kind: 'calendar',
    calendarId,
    calendar: undefined,
    followers: new Set(),
    untold: new Set(),
  }
  switch (event.type) {
    case 'CalendarChanged':
      return { ...calendar, calendar: event.calendar, untold: calendar.followers }
    case 'CalendarFollowed':
      return {
        ...calendar,
        followers: new Set(calendar.followers).add(event.assetId),
        untold: new Set(calendar.untold).add(event.assetId),
      }
    case 'CalendarPublished': {
      const told = new Set(event.assetIds)
      return { ...calendar, untold: new Set([...calendar.untold].filter((assetId) => !told.has(assetId))) }
    }
    default:
      return never(event)
  }
}
