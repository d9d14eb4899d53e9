import { migrateService, rateCountsSql } from '@filao/service'
import { join } from 'node:path'

void migrateService({ service: 'market', folder: join(__dirname, '../drizzle'), afterwards: [rateCountsSql('market')] })
