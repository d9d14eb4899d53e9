import type { PaymentCommand, PaymentEvent } from '@filao/contracts'
import type { PaymentAccount, PaymentRefusal } from '@filao/payment'
import {
  configurationController,
  engineProviders,
  ExchangeRates,
  exchangeRatesProjection,
  IdentityKeySource,
  intakeController,
  SubjectKeys,
  type EngineContext,
  type EngineSetup,
  type ServiceConfig,
} from '@filao/service'
import { Module } from '@nestjs/common'
import { RATE_AGE, SETTINGS } from './configuration.schemas'
import { paymentDefinition } from './definition'
import { accountsProjection, personsProjection } from './intake/clients.projection'
import { tasksProjection } from './intake/tasks.projection'
import { PaymentStore } from './store/payment.store'

const HOUR_MS = 3_600_000

const keysOfProcess = new WeakMap<ServiceConfig, SubjectKeys>()

/** The keys of people, one cache for all that a process does with them. */
export function subjectKeys(config: ServiceConfig): SubjectKeys {
  const keys = keysOfProcess.get(config) ?? new SubjectKeys(new IdentityKeySource(config), ['cdd', 'transaction'])
  keysOfProcess.set(config, keys)
  return keys
}

async function definition({ config, database, log, configuration }: EngineContext) {
  const rates = new ExchangeRates({
    service: 'payment',
    db: database.pool,
    ageMaxMs: () => configuration.lastKnown(RATE_AGE).value * HOUR_MS,
    failed: (error) => log.warn({ error }, 'exchange rates were not read'),
  })
  await rates.start()
  return paymentDefinition(subjectKeys(config), rates)
}

/** What the engine of this service works with. */
export const paymentEngine: EngineSetup<PaymentCommand, PaymentEvent, PaymentAccount, PaymentRefusal> = {
  definition,
  store: ({ config }) => new PaymentStore(subjectKeys(config)),
  projections: () => [exchangeRatesProjection('payment'), accountsProjection, personsProjection, tasksProjection],
  configuration: SETTINGS,
  outside: ['provider_references', 'provider_webhooks', 'provider_tasks'],
}

@Module({
  controllers: [configurationController('payment'), intakeController('payment')],
  providers: [...engineProviders(paymentEngine)],
})
export class PaymentModule {}
