import { migrateService, rateCountsSql } from '@filao/service/migrate'
import { join } from 'node:path'
import { orderProvision } from './store/provision.store'

void migrateService({
  ...orderProvision,
  folder: join(__dirname, '../drizzle'),
  afterwards: [rateCountsSql('order')],
})
