import type { SchemaProvision } from '@filao/engine'

/** What the schema of wallet needs beyond its tables. */
export const walletProvision: Omit<SchemaProvision, 'partitions'> = {
  service: 'wallet',
  // The ledger is only ever added to.
  appendOnly: ['ledger_transactions', 'ledger_entries'],
  // Accounts are not among them: a freeze is nothing that its subject may learn of.
  readable: [
    { table: 'wallets', userColumn: 'user_id' },
    { table: 'holdings', userColumn: 'user_id' },
    { table: 'conversions', userColumn: 'user_id' },
    // The ledger names accounts, not users; wallets shows its reader those of the user alone.
    { table: 'ledger_entries', where: 'account_id IN (SELECT account_id FROM wallet.wallets)' },
    { table: 'prices', where: 'true' },
  ],
}
