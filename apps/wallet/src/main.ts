import { bootstrap } from '@filao/service'
import { WalletModule } from './wallet.module'

void bootstrap(WalletModule, { service: 'wallet' })
