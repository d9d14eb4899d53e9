import { time } from '@filao/engine'
import { numeric, primaryKey, varchar, type PgSchema } from 'drizzle-orm/pg-core'

/**
 * Exchange rates in force, projected from market: units of `quote` for one of `base`. A service that follows them exports
 * the table from its schema file, so that its migrations contain it.
 */
export const exchangeRatesTable = <Name extends string>(schema: PgSchema<Name>) =>
  schema.table(
    'fx_rates',
    {
      base: varchar('base', { length: 3 }).notNull(),
      quote: varchar('quote', { length: 3 }).notNull(),
      rate: numeric('rate', { precision: 20, scale: 10 }).notNull(),
      source: varchar('source', { length: 50 }).notNull(),
      asOf: time('as_of').notNull(),
    },
    (table) => [primaryKey({ columns: [table.base, table.quote] })],
  )
