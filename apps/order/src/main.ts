import { bootstrap } from '@filao/service'
import { OrderModule } from './order.module'

void bootstrap(OrderModule, { service: 'order' })
