import { migrateService, rateCountsSql } from '@filao/service/migrate'
import { join } from 'node:path'
import { marketProvision } from './store/provision.store'

void migrateService({
  ...marketProvision,
  folder: join(__dirname, '../drizzle'),
  afterwards: [rateCountsSql('market')],
})
