import { bigint, pgSchema, smallint, timestamp, uuid } from 'drizzle-orm/pg-core'

export const compliance = pgSchema('compliance')

/** Exact up to 2^53 - 1, which no log will reach. */
export const big = (name: string) => bigint(name, { mode: 'number' })
export const time = (name: string) => timestamp(name, { withTimezone: true, precision: 3 })

/** What every state table has: where the row lives, and the last event that changed it. */
export const place = {
  partition: smallint('partition').notNull(),
  id: uuid('id').notNull(),
  position: big('position').notNull(),
  createdAt: time('created_at').notNull().defaultNow(),
  updatedAt: time('updated_at').notNull().defaultNow(),
}
