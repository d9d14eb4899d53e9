import { auditRefusals } from '@filao/audit'
import { documentOf } from '@filao/service'
import { expectGenerated, jsonText } from '@filao/testing'
import { AuditModule } from './audit.module'

it('answers HTTP as its committed API document says', async () => {
  const document = await documentOf(AuditModule, { service: 'audit', refusals: auditRefusals })
  expectGenerated('docs/api/audit.json', jsonText(document))
})
