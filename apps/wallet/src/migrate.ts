import { migrateService, rateCountsSql } from '@filao/service'
import { join } from 'node:path'

void migrateService({
  service: 'wallet',
  folder: join(__dirname, '../drizzle'),
  afterwards: [rateCountsSql('wallet')],
  // The ledger is only ever added to.
  appendOnly: ['ledger_transactions', 'ledger_entries'],
  // Accounts are not among them: a freeze is nothing that its subject may learn of.
  readable: [
    { table: 'wallets', userColumn: 'user_id' },
    { table: 'holdings', userColumn: 'user_id' },
  ],
})
