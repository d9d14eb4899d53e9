import { migrateService, rateCountsSql } from '@filao/service'
import { join } from 'node:path'
import { complianceProvision } from './store/provision.store'

void migrateService({
  ...complianceProvision,
  folder: join(__dirname, '../drizzle'),
  afterwards: [rateCountsSql('compliance')],
})
