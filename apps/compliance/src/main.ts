import { complianceRefusals } from '@filao/compliance'
import { bootstrap } from '@filao/service'
import { join } from 'node:path'
import { ComplianceModule } from './compliance.module'
import { takeListFiles } from './http/list-body'

const migrations = join(__dirname, '../drizzle')
void bootstrap(ComplianceModule, {
  service: 'compliance',
  migrations,
  refusals: complianceRefusals,
  configure: takeListFiles,
})
