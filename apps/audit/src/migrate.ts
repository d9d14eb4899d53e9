import { migrateService, rateCountsSql } from '@filao/service/migrate'
import { join } from 'node:path'
import { provisionAudit } from './store/provision.store'

void migrateService({
  service: 'audit',
  folder: join(__dirname, '../drizzle'),
  afterwards: [rateCountsSql('audit')],
  provision: (db, partitions) => provisionAudit(db, partitions, new Date()),
})
