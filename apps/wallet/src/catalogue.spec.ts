import { documentOf } from '@filao/service'
import { expectGenerated, jsonText } from '@filao/testing'
import { walletRefusals } from '@filao/wallet'
import { WalletModule } from './wallet.module'

it('answers HTTP as its committed API document says', async () => {
  const document = await documentOf(WalletModule, { service: 'wallet', refusals: walletRefusals })
  expectGenerated('docs/api/wallet.json', jsonText(document))
})
