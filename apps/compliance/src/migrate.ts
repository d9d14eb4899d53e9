import { migrateService, rateCountsSql } from '@filao/service/migrate'
import { join } from 'node:path'
import { provisionCompliance } from './store/provision.store'

void migrateService({
  service: 'compliance',
  folder: join(__dirname, '../drizzle'),
  afterwards: [rateCountsSql('compliance')],
  provision: provisionCompliance,
})
