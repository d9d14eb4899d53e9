import { documentOf } from '@filao/service'
import { expectGenerated, jsonText } from '@filao/testing'
import { paymentRefusals } from '@filao/payment'
import { PaymentModule } from './payment.module'

it('answers HTTP as its committed API document says', async () => {
  const document = await documentOf(PaymentModule, { service: 'payment', refusals: paymentRefusals })
  expectGenerated('docs/api/payment.json', jsonText(document))
})
