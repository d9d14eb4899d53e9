import { migrateService, rateCountsSql } from '@filao/service'
import { join } from 'node:path'

void migrateService({
  service: 'order',
  folder: join(__dirname, '../drizzle'),
  afterwards: [rateCountsSql('order')],
  readable: [
    { table: 'orders', userColumn: 'user_id' },
    { table: 'executions', userColumn: 'user_id' },
  ],
})
