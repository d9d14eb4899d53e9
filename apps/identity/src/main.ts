import { bootstrap } from '@filao/service'
import { IdentityModule } from './identity.module'

void bootstrap(IdentityModule, { service: 'identity' })
