import type { MarketCommand } from '@filao/contracts'
import type { Instant } from '@filao/kernel'
import { calendarIdOf, pairIdOf, VENUE_CALENDARS } from '@filao/market'
import { parseUnits } from '@filao/money'

/**
 * Exchange rates of a platform that has no feed yet: units of the second currency for one of the first. They are an
 * order of magnitude, not a market; treasury sets the real ones.
 */
const RATES: readonly (readonly [base: string, quote: string, rate: string])[] = [
  ['USD', 'MUR', '45.8'],
  ['EUR', 'MUR', '53.128'],
  ['GBP', 'MUR', '60.456'],
  ['ZAR', 'MUR', '2.6106'],
  ['EUR', 'USD', '1.16'],
  ['GBP', 'USD', '1.32'],
  ['ZAR', 'USD', '0.057'],
  ['MUR', 'USD', '0.02183406'],
]
const SOURCE = 'seed table'

/** What is there already: codes of calendars, and pairs as `USD/MUR`. */
export interface Known {
  readonly calendars: ReadonlySet<string>
  readonly pairs: ReadonlySet<string>
}

/** The commands that a service starts with, less what is there: what staff have changed since is never set back. */
export function firstStartCommands(known: Known, now: Instant): readonly MarketCommand[] {
  const calendars = VENUE_CALENDARS.filter(({ code }) => !known.calendars.has(code))
  const rates = RATES.filter(([base, quote]) => !known.pairs.has(`${base}/${quote}`))
  return [
    ...calendars.map((calendar): MarketCommand => ({
      type: 'SetCalendar',
      calendarId: calendarIdOf(calendar.code),
      calendar,
    })),
    ...rates.map(([base, quote, rate]): MarketCommand => ({
      type: 'SetFxRate',
      pairId: pairIdOf(base, quote),
      base,
      quote,
      rate: parseUnits(rate),
      source: SOURCE,
      asOf: now,
    })),
  ]
}
