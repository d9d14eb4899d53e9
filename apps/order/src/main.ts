import { bootstrap } from '@filao/service'
import { join } from 'node:path'
import { OrderModule } from './order.module'

void bootstrap(OrderModule, { service: 'order', migrations: join(__dirname, '../drizzle') })
