import { migrateService, rateCountsSql } from '@filao/service/migrate'
import { join } from 'node:path'
import { paymentProvision } from './store/provision.store'

void migrateService({
  ...paymentProvision,
  folder: join(__dirname, '../drizzle'),
  afterwards: [rateCountsSql('payment')],
})
