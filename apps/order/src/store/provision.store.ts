import type { SchemaProvision } from '@filao/engine'

/** What the schema of order needs beyond its tables. */
export const orderProvision: Omit<SchemaProvision, 'partitions'> = {
  service: 'order',
  readable: [
    { table: 'orders', userColumn: 'user_id' },
    { table: 'executions', userColumn: 'user_id' },
  ],
}
