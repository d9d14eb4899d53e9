import { verifyService } from '@filao/service'
import { orderEngine } from './order.module'

void verifyService('order', orderEngine)
