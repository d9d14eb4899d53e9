import type { TradingCalendar } from '@filao/contracts'
import { asc, eq } from 'drizzle-orm'
import type { NodePgDatabase } from 'drizzle-orm/node-postgres'
import { calendarDays, tradingCalendars } from '../store/calendars.table'
import { fxRates } from '../store/fx-rates.table'

export type FxRateRow = typeof fxRates.$inferSelect

/** Calendars and exchange rates. */
export class ReferenceQueries {
  constructor(private readonly db: NodePgDatabase) {}

  /** All calendars, or the one of a code, whole. */
  async calendars(code?: string): Promise<TradingCalendar[]> {
    const periods = await this.db
      .select()
      .from(tradingCalendars)
      .where(code === undefined ? undefined : eq(tradingCalendars.code, code))
      .orderBy(asc(tradingCalendars.code), asc(tradingCalendars.effectiveFrom))
    const days = await this.db
      .select()
      .from(calendarDays)
      .where(code === undefined ? undefined : eq(calendarDays.code, code))
      .orderBy(asc(calendarDays.day))
    return [...Map.groupBy(periods, (period) => period.code)].map(([known, group]) => ({
      code: known,
      timezone: group[0]!.timezone,
      periods: group.map(({ effectiveFrom, settlementDays, sessions }) => ({
        effectiveFrom,
        settlementDays,
        sessions,
      })),
      days: days.filter((day) => day.code === known).map(dayOf),
    }))
  }

  fxRates(): Promise<FxRateRow[]> {
    return this.db.select().from(fxRates).orderBy(asc(fxRates.base), asc(fxRates.quote))
  }
}

function dayOf({
  day,
  kind,
  closeAt,
  name,
  source,
}: typeof calendarDays.$inferSelect): TradingCalendar['days'][number] {
  // Postgres shows a time of day with its seconds.
  return { day, kind, name, source, ...(closeAt !== null && { closeAt: closeAt.slice(0, 5) }) }
}
