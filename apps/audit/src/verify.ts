import { verifyService } from '@filao/service'
import { auditEngine } from './audit.module'

void verifyService('audit', auditEngine)
