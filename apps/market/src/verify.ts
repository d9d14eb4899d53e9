import { verifyService } from '@filao/service'
import { marketEngine } from './market.module'

void verifyService('market', marketEngine)
