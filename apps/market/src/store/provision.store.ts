import type { SchemaProvision } from '@filao/engine'

/** What the schema of market needs beyond its tables. */
export const marketProvision: Omit<SchemaProvision, 'partitions'> = {
  service: 'market',
  readable: [
    { table: 'price_alerts', userColumn: 'user_id' },
    { table: 'watchlists', userColumn: 'user_id' },
  ],
}
