import { complianceRefusals } from '@filao/compliance'
import { bootstrap } from '@filao/service'
import { join } from 'node:path'
import { ComplianceModule } from './compliance.module'
import { takeForms } from './http/form-body'
import { takeListFiles } from './http/list-body'

const migrations = join(__dirname, '../drizzle')
void bootstrap(ComplianceModule, {
  service: 'compliance',
  migrations,
  refusals: complianceRefusals,
  configure: async (app) => {
    takeListFiles(app)
    await takeForms(app)
  },
})
