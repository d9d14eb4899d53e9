import { formatUnits, readUnits, type Units } from '@filao/money'
import { bigint, customType, pgSchema, smallint, timestamp } from 'drizzle-orm/pg-core'

export const market = pgSchema('market')

/** Money, quantity or price: numeric(20,8) in rows, {@link Units} in memory. Never a float. */
export const units = customType<{ data: Units; driverData: string }>({
  dataType: () => 'numeric(20,8)',
  fromDriver: readUnits,
  toDriver: formatUnits,
})
/** A sum of many: numeric(38,8). */
export const total = customType<{ data: Units; driverData: string }>({
  dataType: () => 'numeric(38,8)',
  fromDriver: readUnits,
  toDriver: formatUnits,
})
export const time = (name: string) => timestamp(name, { withTimezone: true, precision: 3 })

/** What every state row carries: where it lives and the last event that changed it. */
export const rowOrigin = {
  partition: smallint('partition').notNull(),
  position: bigint('position', { mode: 'number' }).notNull(),
  createdAt: time('created_at').notNull().defaultNow(),
  updatedAt: time('updated_at').notNull().defaultNow(),
}
