import { paymentRefusals } from '@filao/payment'
import { bootstrap } from '@filao/service'
import { join } from 'node:path'
import { PaymentModule } from './payment.module'

const migrations = join(__dirname, '../drizzle')
void bootstrap(PaymentModule, { service: 'payment', migrations, refusals: paymentRefusals })
