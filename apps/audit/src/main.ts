import { bootstrap } from '@filao/service'
import { join } from 'node:path'
import { AuditModule } from './audit.module'

void bootstrap(AuditModule, { service: 'audit', migrations: join(__dirname, '../drizzle') })
