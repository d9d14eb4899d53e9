import { bigint, customType, numeric, smallint, timestamp } from 'drizzle-orm/pg-core'

/** Bytes as they are: node-postgres takes and gives Buffers. */
export const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' })
/** Exact up to 2^53 - 1, which no log will reach. */
export const big = (name: string) => bigint(name, { mode: 'number' })
/** To the millisecond, as events tell it. */
export const time = (name: string) => timestamp(name, { withTimezone: true, precision: 3 })
/** Money, quantity or price of one client. */
export const units = (name: string) => numeric(name, { precision: 20, scale: 8 })
/** A sum over many events or accounts. */
export const total = (name: string) => numeric(name, { precision: 38, scale: 8 })

/** What every state row carries: where it lives, and the last event that changed it. */
export const place = {
  partition: smallint('partition').notNull(),
  position: big('position').notNull(),
  createdAt: time('created_at').notNull().defaultNow(),
  updatedAt: time('updated_at').notNull().defaultNow(),
}
