import { migrateService, rateCountsSql } from '@filao/service/migrate'
import { join } from 'node:path'
import { walletProvision } from './store/provision.store'

void migrateService({
  ...walletProvision,
  folder: join(__dirname, '../drizzle'),
  afterwards: [rateCountsSql('wallet')],
})
