import { paymentCommands, paymentEvents, type PaymentCommand, type PaymentEvent } from '@filao/contracts'
import { paymentRules, type PaymentAccount, type PaymentRefusal } from '@filao/payment'
import { configurationController, engineProviders, intakeController, type EngineSetup } from '@filao/service'
import { Module } from '@nestjs/common'
import { SETTINGS } from './configuration.schemas'
import { PaymentStore } from './store/payment.store'

/** What the engine of this service works with. */
export const paymentEngine: EngineSetup<PaymentCommand, PaymentEvent, PaymentAccount, PaymentRefusal> = {
  definition: () => ({
    service: 'payment',
    commands: paymentCommands,
    events: paymentEvents,
    rules: paymentRules,
    outgoing: [],
  }),
  store: () => new PaymentStore(),
  configuration: SETTINGS,
}

@Module({
  controllers: [configurationController('payment'), intakeController('payment')],
  providers: [...engineProviders(paymentEngine)],
})
export class PaymentModule {}
