import { verifyService } from '@filao/service'
import { complianceEngine } from './compliance.module'

void verifyService('compliance', complianceEngine)
