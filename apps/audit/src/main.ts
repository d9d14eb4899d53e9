import { auditRefusals } from '@filao/audit'
import { bootstrap } from '@filao/service'
import { join } from 'node:path'
import { AuditModule } from './audit.module'

const migrations = join(__dirname, '../drizzle')
void bootstrap(AuditModule, { service: 'audit', migrations, refusals: auditRefusals })
