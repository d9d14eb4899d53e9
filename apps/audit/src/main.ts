import { bootstrap } from '@filao/service'
import { AuditModule } from './audit.module'

void bootstrap(AuditModule, { service: 'audit' })
