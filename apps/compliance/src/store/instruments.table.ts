import { sql } from 'drizzle-orm'
import { boolean, check, jsonb, primaryKey, varchar } from 'drizzle-orm/pg-core'
import { compliance, place } from './columns.table'

/**
 * The instruments that market has listed, by their ids, and whose paper they are: an issuer is a subject of screening.
 * What two people have said of a release is in `proposal`, the authority's reference in it sealed.
 */
export const instruments = compliance.table(
  'instruments',
  {
    ...place,
    symbol: varchar('symbol', { length: 32 }).notNull(),
    issuerName: varchar('issuer_name', { length: 255 }),
    issuerCountry: varchar('issuer_country', { length: 3 }),
    isHeld: boolean('is_held').notNull().default(false),
    proposal: jsonb('proposal'),
  },
  (table) => [
    primaryKey({ name: 'instruments_pk', columns: [table.partition, table.id] }),
    check('instruments_issuer', sql`(issuer_name IS NULL) = (issuer_country IS NULL)`),
  ],
)
