import { identityRefusals } from '@filao/identity'
import { bootstrap } from '@filao/service'
import { join } from 'node:path'
import { IdentityModule } from './identity.module'

const migrations = join(__dirname, '../drizzle')
void bootstrap(IdentityModule, { service: 'identity', migrations, refusals: identityRefusals })
