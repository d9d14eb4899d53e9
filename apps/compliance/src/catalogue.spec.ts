import { complianceRefusals } from '@filao/compliance'
import { documentOf } from '@filao/service'
import { expectGenerated, jsonText } from '@filao/testing'
import { ComplianceModule } from './compliance.module'

it('answers HTTP as its committed API document says', async () => {
  const document = await documentOf(ComplianceModule, { service: 'compliance', refusals: complianceRefusals })
  expectGenerated('docs/api/compliance.json', jsonText(document))
})
