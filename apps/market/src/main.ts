import { bootstrap } from '@filao/service'
import { MarketModule } from './market.module'

void bootstrap(MarketModule, { service: 'market' })
