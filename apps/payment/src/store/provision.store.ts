import type { SchemaProvision } from '@filao/engine'

/** What the schema of payment needs beyond its tables. */
export const paymentProvision: Omit<SchemaProvision, 'partitions'> = {
  service: 'payment',
}
