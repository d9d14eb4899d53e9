import { bigint, numeric, pgSchema, smallint, timestamp } from 'drizzle-orm/pg-core'

export const payment = pgSchema('payment')

/** Money of one client. */
export const units = (name: string) => numeric(name, { precision: 20, scale: 8 })
export const time = (name: string) => timestamp(name, { withTimezone: true, precision: 3 })
/** Exact up to 2^53 - 1, which no log will reach. */
export const big = (name: string) => bigint(name, { mode: 'number' })

/** What every state row carries: where it lives, and the last event that changed it. */
export const place = {
  partition: smallint('partition').notNull(),
  position: big('position').notNull(),
  createdAt: time('created_at').notNull().defaultNow(),
  updatedAt: time('updated_at').notNull().defaultNow(),
}
