import { bootstrap } from '@filao/service'
import { join } from 'node:path'
import { MarketModule } from './market.module'

void bootstrap(MarketModule, { service: 'market', migrations: join(__dirname, '../drizzle') })
