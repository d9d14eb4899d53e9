import { verifyService } from '@filao/service'
import { walletEngine } from './wallet.module'

void verifyService('wallet', walletEngine)
