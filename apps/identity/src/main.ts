import { bootstrap } from '@filao/service'
import { join } from 'node:path'
import { IdentityModule } from './identity.module'

void bootstrap(IdentityModule, { service: 'identity', migrations: join(__dirname, '../drizzle') })
