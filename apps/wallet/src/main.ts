import { bootstrap } from '@filao/service'
import { join } from 'node:path'
import { WalletModule } from './wallet.module'

void bootstrap(WalletModule, { service: 'wallet', migrations: join(__dirname, '../drizzle') })
