import { formatUnits, readUnits, type Units } from '@filao/money'
import { sql } from 'drizzle-orm'
import { check, customType, primaryKey, varchar } from 'drizzle-orm/pg-core'
import { market, place, time } from './columns.table'

const rate = customType<{ data: Units; driverData: string }>({
  dataType: () => 'numeric(20,10)',
  fromDriver: readUnits,
  toDriver: formatUnits,
})

/** Units of the quote currency for one of the base. */
export const fxRates = market.table(
  'fx_rates',
  {
    base: varchar('base', { length: 3 }).notNull(),
    quote: varchar('quote', { length: 3 }).notNull(),
    ...place,
    rate: rate('rate').notNull(),
    source: varchar('source', { length: 50 }).notNull(),
    asOf: time('as_of').notNull(),
  },
  (table) => [
    primaryKey({ name: 'fx_rates_pk', columns: [table.partition, table.base, table.quote] }),
    check('fx_rates_rate', sql`rate > 0 and base <> quote`),
  ],
)
