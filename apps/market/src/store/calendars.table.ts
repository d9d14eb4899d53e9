import { CalendarDayKind, type DaySession } from '@filao/contracts'
import { enumValues } from '@filao/engine'
import { sql } from 'drizzle-orm'
import {
  boolean,
  check,
  date,
  jsonb,
  primaryKey,
  smallint,
  time as timeOfDay,
  uuid,
  varchar,
} from 'drizzle-orm/pg-core'
import { market, place } from './columns.table'

export const calendarDayKind = market.enum('calendar_day_kind', enumValues(CalendarDayKind))

/** Hours of a venue from a day on; they end where the next period of the code begins. */
export const tradingCalendars = market.table(
  'trading_calendars',
  {
    code: varchar('code', { length: 20 }).notNull(),
    ...place,
    timezone: varchar('timezone', { length: 64 }).notNull(),
    sessions: jsonb('sessions').$type<DaySession[]>().notNull(),
    settlementDays: smallint('settlement_days').notNull(),
    effectiveFrom: date('effective_from', { mode: 'string' }).notNull(),
  },
  (table) => [
    primaryKey({ name: 'trading_calendars_pk', columns: [table.partition, table.code, table.effectiveFrom] }),
  ],
)

export const calendarDays = market.table(
  'calendar_days',
  {
    code: varchar('code', { length: 20 }).notNull(),
    ...place,
    day: date('day', { mode: 'string' }).notNull(),
    kind: calendarDayKind('kind').notNull(),
    closeAt: timeOfDay('close_at', { precision: 0 }),
    name: varchar('name', { length: 100 }).notNull(),
    source: varchar('source', { length: 255 }).notNull(),
  },
  (table) => [
    primaryKey({ name: 'calendar_days_pk', columns: [table.partition, table.code, table.day] }),
    check('calendar_days_close_at', sql`(kind = 'early_close') = (close_at is not null)`),
  ],
)

/** Instruments that are told of a calendar, and whether they have been told of its newest form. */
export const calendarFollowers = market.table(
  'calendar_followers',
  {
    code: varchar('code', { length: 20 }).notNull(),
    ...place,
    assetId: uuid('asset_id').notNull(),
    told: boolean('told').notNull(),
  },
  (table) => [primaryKey({ name: 'calendar_followers_pk', columns: [table.partition, table.code, table.assetId] })],
)
