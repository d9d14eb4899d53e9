import { walletRefusals } from '@filao/wallet'
import { bootstrap } from '@filao/service'
import { join } from 'node:path'
import { WalletModule } from './wallet.module'

const migrations = join(__dirname, '../drizzle')
void bootstrap(WalletModule, { service: 'wallet', migrations, refusals: walletRefusals })
