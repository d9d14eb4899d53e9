import {
  marketCommands,
  orderCommands,
  orderEvents,
  walletCommands,
  type OrderCommand,
  type OrderEvent,
} from '@filao/contracts'
import { ServiceEngine, type Queryable } from '@filao/engine'
import { orderRules, type Book, type OrderRefusal } from '@filao/order'
import {
  Configuration,
  configurationController,
  Database,
  engineProviders,
  ExchangeRates,
  exchangeRatesProjection,
  intakeController,
  LOG,
  ManagementServer,
  type Log,
  type EngineSetup,
} from '@filao/service'
import { Module } from '@nestjs/common'
import { TRADING_FEES } from './configuration.schemas'
import { BooksController } from './http/books.controller'
import { ExecutionsController } from './http/executions.controller'
import { MarketsController } from './http/markets.controller'
import { OrdersController } from './http/orders.controller'
import { traderProjection } from './intake/trader.projection'
import { BookProof } from './read/book-proof.queries'
import { observeOrders, pendingOrders } from './read/order-figures.queries'
import { Fees } from './read/fees.queries'
import { OrderReads } from './read/order-reads.queries'
import { PendingOrders } from './read/pending.queries'
import { OrderStore } from './store/order.store'

/** Orders that may wait for wallet in one book before further ones are refused: the front must not outrun settlement. */
const PENDING_ORDERS_MAX = 2000

const admits = (books: Iterable<Book>): boolean => pendingOrders(books) < PENDING_ORDERS_MAX

/** What the engine of this service works with. */
export const orderEngine: EngineSetup<OrderCommand, OrderEvent, Book, OrderRefusal> = {
  definition: () => ({
    service: 'order',
    commands: orderCommands,
    events: orderEvents,
    rules: orderRules,
    outgoing: [marketCommands, walletCommands],
    admits,
    // The trade is settled; what follows only closes its open items.
    isPatient: ({ type }) => type === 'RecordLegSettled',
  }),
  store: () => new OrderStore(),
  // As long as the relay of wallet gathers: each reading would be a batch of its own in some partitions.
  gatheringMs: 5,
  projections: () => [traderProjection, exchangeRatesProjection('order')],
  observe: (engine, { database }) => observeOrders(engine, database.pool),
  configuration: [TRADING_FEES],
}

@Module({
  controllers: [
    OrdersController,
    ExecutionsController,
    BooksController,
    MarketsController,
    configurationController('order'),
    intakeController('order'),
  ],
  providers: [
    ...engineProviders(orderEngine),
    {
      provide: OrderReads,
      inject: [Database, Configuration, ExchangeRates],
      useFactory: (database: Database, configuration: Configuration, rates: ExchangeRates) =>
        new OrderReads(
          database.pool,
          (userId, read) => database.readAs(userId, (_, client) => read(client as unknown as Queryable)),
          new Fees(configuration, rates),
        ),
    },
    {
      provide: ExchangeRates,
      inject: [Database, LOG],
      useFactory: async ({ pool: db }: Database, log: Log) => {
        const rates = new ExchangeRates({ service: 'order', db, log })
        await rates.start()
        return rates
      },
    },
    {
      provide: BookProof,
      inject: [ServiceEngine, Database, ManagementServer],
      useFactory: (engine: never, database: Database, management: ManagementServer) =>
        new BookProof(engine, database, management),
    },
    { provide: PendingOrders, inject: [ServiceEngine], useFactory: (engine: never) => new PendingOrders(engine) },
  ],
})
export class OrderModule {}
