import { verifyService } from '@filao/service'
import { paymentEngine } from './payment.module'

void verifyService('payment', paymentEngine)
