import { formatUnits, readUnits, type Units } from '@filao/money'
import { customType, pgSchema } from 'drizzle-orm/pg-core'

export { place, time } from '@filao/engine'

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
