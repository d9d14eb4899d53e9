import { migrateService, rateCountsSql } from '@filao/service/migrate'
import { join } from 'node:path'
import { provisionIdentity } from './store/provision.store'

void migrateService({
  service: 'identity',
  folder: join(__dirname, '../drizzle'),
  afterwards: [rateCountsSql('identity')],
  provision: provisionIdentity,
})
