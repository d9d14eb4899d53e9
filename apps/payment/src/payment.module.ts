import type { PaymentCommand, PaymentEvent } from '@filao/contracts'
import { ServiceEngine } from '@filao/engine'
import type { PaymentAccount, PaymentRefusal } from '@filao/payment'
import {
  Configuration,
  configurationController,
  Database,
  type EngineContext,
  engineProviders,
  type EngineSetup,
  ExchangeRates,
  exchangeRatesProjection,
  IdentityKeySource,
  intakeController,
  LOG,
  type Log,
  provide,
  ServiceConfig,
  SubjectKeys,
} from '@filao/service'
import { Module, type Provider } from '@nestjs/common'
import { RATE_AGE, RETURN_DAYS, SETTINGS } from './configuration.schemas'
import { paymentDefinition } from './definition'
import { accountsProjection, personsProjection } from './intake/clients.projection'
import { tasksProjection } from './intake/tasks.projection'
import { Allocations } from './http/allocations'
import { BankAccountsController } from './http/bank-accounts.controller'
import { DepositsController } from './http/deposits.controller'
import { Destinations } from './http/destinations'
import { HoldsController } from './http/holds.controller'
import { PayoutTerms } from './http/payout-terms'
import { ReceiptsController } from './http/receipts.controller'
import { WebhooksController } from './http/webhooks.controller'
import { WithdrawalsController } from './http/withdrawals.controller'
import { Webhooks } from './intake/webhooks.consumer'
import { ServiceSeal } from './providers/service-seal'
import { openProviders, type Providers } from './providers/settings'
import { Awaited } from './read/awaited.queries'
import { ClientNames } from './read/client-names.queries'
import { observeHolds } from './read/hold.queries'
import { HoldReads } from './read/hold-reads.queries'
import { observePayouts } from './read/payout-figures.queries'
import { PaymentReads } from './read/payment-reads.queries'
import { PaymentStore } from './store/payment.store'
import { TravelRule } from './travel-rule/travel-rule'
import { Payouts } from './workers/payouts'
import { ProviderWork } from './workers/provider-work'
import { Receipts } from './workers/receipts'

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
    log,
  })
  await rates.start()
  return paymentDefinition(subjectKeys(config), rates)
}

/** What the engine of this service works with. */
export const paymentEngine: EngineSetup<PaymentCommand, PaymentEvent, PaymentAccount, PaymentRefusal> = {
  definition,
  store: ({ config }) => new PaymentStore(subjectKeys(config)),
  projections: () => [exchangeRatesProjection('payment'), accountsProjection, personsProjection, tasksProjection],
  // Of what others tell nothing is in such a hurry that it could not wait for what comes right behind it.
  gatheringMs: 250,
  observe: (_, { database, configuration }) => {
    observePayouts(database.pool)
    observeHolds(database.pool, configuration)
  },
  configuration: SETTINGS,
  outside: ['provider_references', 'provider_webhooks', 'provider_tasks', 'provider_cursors'],
}

/** What payment speaks to outside, opened when the service is wired: without its secrets it does not start. */
class Outside {
  readonly providers: Providers
  constructor(config: ServiceConfig) {
    this.providers = openProviders(config)
  }
}

type Engine = ServiceEngine<PaymentCommand, PaymentEvent, never, never>

const providers: Provider[] = [
  provide(Outside, [ServiceConfig], (config: ServiceConfig) => new Outside(config)),
  provide(ServiceSeal, [Outside], ({ providers: { seal } }: Outside) => seal),
  provide(
    PaymentReads,
    [Database, ServiceConfig, Configuration],
    ({ pool }: Database, config: ServiceConfig, configuration: Configuration) =>
      new PaymentReads(pool, subjectKeys(config), configuration),
  ),
  provide(
    HoldReads,
    [Database, Configuration],
    ({ pool }: Database, configuration: Configuration) => new HoldReads(pool, configuration),
  ),
  provide(Awaited, [ServiceEngine], (engine: never) => new Awaited(engine)),
  provide(
    ClientNames,
    [Database, ServiceConfig],
    ({ pool }: Database, config: ServiceConfig) => new ClientNames(pool, subjectKeys(config)),
  ),
  provide(TravelRule, [Configuration], (configuration: Configuration) => new TravelRule(configuration)),
  provide(
    Allocations,
    [PaymentReads, ClientNames, TravelRule],
    (reads: PaymentReads, names: ClientNames, travelRule: TravelRule) => new Allocations(reads, names, travelRule),
  ),
  provide(Destinations, [ServiceConfig], (config: ServiceConfig) => new Destinations(subjectKeys(config))),
  provide(
    PayoutTerms,
    [PaymentReads, ClientNames, Destinations, ServiceSeal, TravelRule, Configuration],
    (...parts: ConstructorParameters<typeof PayoutTerms>) => new PayoutTerms(...parts),
  ),
  provide(
    Webhooks,
    [Database, Outside],
    ({ pool: db }: Database, { providers: { seal, bankSecrets, pages } }: Outside) =>
      new Webhooks({ db, seal, bankSecrets, pages, now: () => Date.now() }),
  ),
  provide(
    ProviderWork,
    [Database, ServiceEngine, Outside, ClientNames, TravelRule, ServiceConfig, Configuration, LOG],
    (
      { pool: db }: Database,
      engine: Engine,
      { providers: { bank, pages, seal } }: Outside,
      names: ClientNames,
      travelRule: TravelRule,
      config: ServiceConfig,
      configuration: Configuration,
      log: Log,
    ) => {
      const returnDays = (): number => configuration.lastKnown(RETURN_DAYS).value
      return new ProviderWork({
        db,
        engine,
        bank,
        pages,
        payouts: bank && new Payouts({ db, engine, bank, keys: subjectKeys(config), returnDays }),
        receipts: new Receipts({ db, engine, names, travelRule, partitions: config.partitions }),
        seal,
        log,
      })
    },
  ),
]

@Module({
  controllers: [
    DepositsController,
    WithdrawalsController,
    BankAccountsController,
    ReceiptsController,
    HoldsController,
    WebhooksController,
    configurationController('payment'),
    intakeController('payment'),
  ],
  providers: [...engineProviders(paymentEngine), ...providers],
})
export class PaymentModule {}
