import type { MarketCommand, MarketEvent } from '@filao/contracts'
import { ServiceEngine } from '@filao/engine'
import type { MarketRefusal, MarketState } from '@filao/market'
import {
  Database,
  engineProviders,
  EventStreams,
  intakeController,
  LOG,
  Revocations,
  ServiceConfig,
  type EngineSetup,
  type Log,
} from '@filao/service'
import { Module, type Provider, type Type } from '@nestjs/common'
import type { NodePgDatabase } from 'drizzle-orm/node-postgres'
import { marketDefinition, type MarketEngine } from './definition'
import { AlpacaFeed } from './feed/alpaca-feed'
import { AlpacaRest } from './feed/alpaca-rest'
import { priceFeedAccess, rateFeedAccess } from './feed/feed-settings'
import { OpenExchangeRates } from './feed/open-exchange-rates'
import { ProviderSymbols } from './feed/provider-symbols'
import { AlertsController } from './http/alerts.controller'
import { AssetsController } from './http/assets.controller'
import { CalendarsController } from './http/calendars.controller'
import { FxRatesController } from './http/fx-rates.controller'
import { PricesController } from './http/prices.controller'
import { QuoteStreamController } from './http/quote-stream.controller'
import { WatchlistsController } from './http/watchlists.controller'
import { BarAlerts } from './intake/bar-alerts.consumer'
import { CalendarWatch } from './intake/calendar-watch.consumer'
import { DayBars } from './intake/day-bars.consumer'
import { FirstStart } from './intake/first-start.consumer'
import { FxFeed } from './intake/fx-feed.consumer'
import { PriceFeeds } from './intake/price-feed.consumer'
import { tapeProjection } from './intake/tape.projection'
import { AssetQueries } from './read/asset.queries'
import { BarAlertQueries } from './read/bar-alerts.queries'
import { ClientLists } from './read/client-lists.queries'
import { FeedNeeds } from './read/feed-needs.queries'
import { ReferenceQueries } from './read/reference.queries'
import { TapeQueries } from './read/tape.queries'
import { marketStore } from './store/market.store'
import { QuoteViewers } from './store/quote-viewers.store'
import { QuoteWatch } from './stream/quote-watch'
import { ViewerLeases } from './stream/viewer-leases'

const queries = <Queries>(type: Type<Queries>, make: (db: NodePgDatabase) => Queries): Provider => ({
  provide: type,
  inject: [Database],
  useFactory: ({ orm }: Database) => make(orm),
})

/** What answers HTTP, given an engine, its commands and what the provider of prices knows. */
export const http = {
  controllers: [
    AssetsController,
    PricesController,
    CalendarsController,
    FxRatesController,
    AlertsController,
    WatchlistsController,
    QuoteStreamController,
  ],
  providers: [
    queries(AssetQueries, (db) => new AssetQueries(db)),
    {
      provide: QuoteWatch,
      inject: [AssetQueries, LOG],
      useFactory: (assets: AssetQueries, log: Log) => new QuoteWatch(assets, log),
    },
    {
      provide: EventStreams,
      inject: [LOG, { token: Revocations, optional: true }],
      useFactory: (log: Log, revocations?: Revocations) => new EventStreams(revocations, log),
    },
    queries(TapeQueries, (db) => new TapeQueries(db)),
    queries(ReferenceQueries, (db) => new ReferenceQueries(db)),
    {
      provide: ClientLists,
      inject: [Database],
      useFactory: (database: Database) => new ClientLists((userId, read) => database.readAs(userId, read)),
    },
  ],
}

/** What the engine of this service works with. */
export const marketEngine: EngineSetup<MarketCommand, MarketEvent, MarketState, MarketRefusal> = {
  definition: () => marketDefinition,
  store: () => marketStore,
  projections: () => [tapeProjection],
  // Quotes of the own books come here as commands, several for each order; what is shown of them may be as old.
  gatheringMs: 250,
}

@Module({
  controllers: [...http.controllers, intakeController('market')],
  providers: [
    ...engineProviders(marketEngine),
    ...http.providers,
    {
      provide: ProviderSymbols,
      useFactory: () => {
        const access = priceFeedAccess()
        return new ProviderSymbols(access && new AlpacaRest(access))
      },
    },
    {
      provide: FirstStart,
      inject: [ServiceEngine, ReferenceQueries, LOG],
      useFactory: (engine: MarketEngine, reads: ReferenceQueries, log: Log) => new FirstStart(engine, reads, log),
    },
    {
      provide: CalendarWatch,
      inject: [ReferenceQueries, LOG],
      useFactory: (reads: ReferenceQueries, log: Log) => new CalendarWatch(reads, log),
    },
    {
      provide: DayBars,
      inject: [ServiceEngine, TapeQueries, LOG],
      useFactory: (engine: MarketEngine, tape: TapeQueries, log: Log) => new DayBars(engine, tape, log),
    },
    queries(FeedNeeds, (db) => new FeedNeeds(db)),
    {
      provide: ViewerLeases,
      inject: [QuoteWatch, Database, ServiceConfig, LOG],
      useFactory: (watch: QuoteWatch, { pool }: Database, { instance }: ServiceConfig, log: Log) =>
        new ViewerLeases(watch, new QuoteViewers(pool, instance), log),
    },
    {
      provide: PriceFeeds,
      inject: [ServiceEngine, FeedNeeds, LOG],
      useFactory: (engine: MarketEngine, needs: FeedNeeds, log: Log) => {
        const access = priceFeedAccess()
        return access && new PriceFeeds(engine, needs, new AlpacaFeed(access, log), log)
      },
    },
    {
      provide: FxFeed,
      inject: [ServiceEngine, ReferenceQueries, LOG],
      useFactory: (engine: MarketEngine, reads: ReferenceQueries, log: Log) => {
        const access = rateFeedAccess()
        return access && new FxFeed(engine, reads, new OpenExchangeRates(access), log)
      },
    },
    queries(BarAlertQueries, (db) => new BarAlertQueries(db)),
    {
      provide: BarAlerts,
      inject: [ServiceEngine, BarAlertQueries, TapeQueries, LOG],
      useFactory: (engine: MarketEngine, alerts: BarAlertQueries, tape: TapeQueries, log: Log) =>
        new BarAlerts(engine, alerts, tape, log),
    },
  ],
})
export class MarketModule {}
