import { sql } from 'drizzle-orm'
import { check, primaryKey, uuid, varchar } from 'drizzle-orm/pg-core'
import { market, place } from './columns.table'

/** The instruments that a user looks at, in their order. */
export const watchlists = market.table(
  'watchlists',
  {
    userId: uuid('user_id').notNull(),
    ...place,
    name: varchar('name', { length: 50 }).notNull(),
    assetIds: uuid('asset_ids').array().notNull(),
  },
  (table) => [
    primaryKey({ name: 'watchlists_pk', columns: [table.partition, table.userId, table.name] }),
    check('watchlists_assets', sql`cardinality(asset_ids) between 1 and 100`),
  ],
)
