import {
  complianceCommands,
  identityCommands,
  orderCommands,
  paymentCommands,
  walletCommands,
  walletEvents,
  type WalletCommand,
  type WalletEvent,
} from '@filao/contracts'
import type { Queryable } from '@filao/engine'
import {
  Configuration,
  configurationController,
  Database,
  engineProviders,
  ExchangeRates,
  exchangeRatesProjection,
  intakeController,
  LOG,
  type Log,
  type EngineContext,
  type EngineSetup,
} from '@filao/service'
import { walletRules, type Account, type WalletRefusal } from '@filao/wallet'
import { Module } from '@nestjs/common'
import { RATE_AGE, SETTINGS } from './configuration.schemas'
import { AdjustmentsController } from './http/adjustments.controller'
import { ConversionsController } from './http/conversions.controller'
import { TrialBalanceController } from './http/trial-balance.controller'
import { WalletsController } from './http/wallets.controller'
import { withRate } from './intake/rates-attached.consumer'
import { observeLedger } from './read/ledger-figures.queries'
import { ledgerProjection } from './read/ledger.projection'
import { pricesProjection } from './read/prices.projection'
import { ConversionReads } from './read/conversion.queries'
import { WalletReads, type ReadAs } from './read/wallet-reads.queries'
import { WalletStore } from './store/wallet.store'

const HOUR_MS = 3_600_000

const readAs =
  (database: Database): ReadAs =>
  (userId, read) =>
    database.readAs(userId, (_, client) => read(client as unknown as Queryable))

async function ratesOf({
  database,
  log,
  configuration,
}: Pick<EngineContext, 'database' | 'log' | 'configuration'>): Promise<ExchangeRates> {
  const rates = new ExchangeRates({
    service: 'wallet',
    db: database.pool,
    ageMaxMs: () => configuration.lastKnown(RATE_AGE).value * HOUR_MS,
    log,
  })
  await rates.start()
  return rates
}

async function definition(context: EngineContext) {
  const rates = await ratesOf(context)
  return {
    service: 'wallet' as const,
    commands: walletCommands,
    events: walletEvents,
    rules: walletRules,
    outgoing: [complianceCommands, identityCommands, orderCommands, paymentCommands],
    prepare: withRate(rates),
    // What they free or close is nobody's next step.
    isPatient: ({ type }: WalletCommand) => type === 'CloseOpenItem' || type === 'ReleaseReservation',
  }
}

/** What the engine of this service works with. */
export const walletEngine: EngineSetup<WalletCommand, WalletEvent, Account, WalletRefusal> = {
  definition,
  store: () => new WalletStore(),
  // As long as the relay of order gathers: each reading would be a batch of its own in some partitions.
  gatheringMs: 5,
  projections: () => [ledgerProjection, pricesProjection, exchangeRatesProjection('wallet')],
  observe: (_, { database }) => observeLedger(database.pool),
  configuration: SETTINGS,
}

@Module({
  controllers: [
    WalletsController,
    AdjustmentsController,
    TrialBalanceController,
    ConversionsController,
    configurationController('wallet'),
    intakeController('wallet'),
  ],
  providers: [
    ...engineProviders(walletEngine),
    {
      provide: ExchangeRates,
      inject: [Database, LOG, Configuration],
      useFactory: (database: Database, log: Log, configuration: Configuration) =>
        ratesOf({ database, log, configuration }),
    },
    {
      provide: WalletReads,
      inject: [Database, ExchangeRates],
      useFactory: (database: Database, rates: ExchangeRates) => new WalletReads(database.pool, readAs(database), rates),
    },
    {
      provide: ConversionReads,
      inject: [Database],
      useFactory: (database: Database) => new ConversionReads(readAs(database)),
    },
  ],
})
export class WalletModule {}
