import { orderRefusals } from '@filao/order'
import { bootstrap } from '@filao/service'
import { join } from 'node:path'
import { OrderModule } from './order.module'

const migrations = join(__dirname, '../drizzle')
void bootstrap(OrderModule, { service: 'order', migrations, refusals: orderRefusals })
