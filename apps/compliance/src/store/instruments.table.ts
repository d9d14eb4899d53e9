import { uuid } from 'drizzle-orm/pg-core'
import { compliance } from './columns.table'

/** The instruments that market has listed. */
export const instruments = compliance.table('instruments', { assetId: uuid('asset_id').primaryKey() })
