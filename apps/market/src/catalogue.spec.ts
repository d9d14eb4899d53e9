import { marketRefusals } from '@filao/market'
import { documentOf } from '@filao/service'
import { expectGenerated, jsonText } from '@filao/testing'
import { MarketModule } from './market.module'

it('answers HTTP as its committed API document says', async () => {
  const document = await documentOf(MarketModule, { service: 'market', refusals: marketRefusals })
  expectGenerated('docs/api/market.json', jsonText(document))
})
