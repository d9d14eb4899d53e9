import type { SchemaProvision } from '@filao/engine'

/** What the schema of payment needs beyond its tables. */
export const paymentProvision: Omit<SchemaProvision, 'partitions'> = {
  service: 'payment',
  // What compliance has said of an account is not among them: a hold is nothing that its owner may learn of.
  readable: [
    { table: 'deposits', userColumn: 'user_id' },
    { table: 'withdrawals', userColumn: 'user_id' },
    { table: 'bank_accounts', userColumn: 'user_id' },
  ],
}
