import { marketRefusals } from '@filao/market'
import { bootstrap } from '@filao/service'
import { join } from 'node:path'
import { MarketModule } from './market.module'

const migrations = join(__dirname, '../drizzle')
void bootstrap(MarketModule, { service: 'market', migrations, refusals: marketRefusals })
