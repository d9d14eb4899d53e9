import { orderRefusals } from '@filao/order'
import { documentOf } from '@filao/service'
import { expectGenerated, jsonText } from '@filao/testing'
import { OrderModule } from './order.module'

it('answers HTTP as its committed API document says', async () => {
  const document = await documentOf(OrderModule, { service: 'order', refusals: orderRefusals })
  expectGenerated('docs/api/order.json', jsonText(document))
})
