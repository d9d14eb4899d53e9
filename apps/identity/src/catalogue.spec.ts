import { identityRefusals } from '@filao/identity'
import { documentOf } from '@filao/service'
import { expectGenerated, jsonText } from '@filao/testing'
import { IdentityModule } from './identity.module'

it('answers HTTP as its committed API document says', async () => {
  const document = await documentOf(IdentityModule, {
    service: 'identity',
    refusals: identityRefusals,
  })
  expectGenerated('docs/api/identity.json', jsonText(document))
})
