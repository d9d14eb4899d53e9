import { verifyService } from '@filao/service'
import { identityEngine } from './identity.module'

void verifyService('identity', identityEngine)
