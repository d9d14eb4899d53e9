import type { Message } from '@filao/contracts'
import {
  type Companion,
  overseen,
  OverseenStore,
  ServiceEngine,
  type Projection,
  type ServiceDefinition,
  type StateStore,
} from '@filao/engine'
import type { Refusal } from '@filao/kernel'
import { endService } from '../app/fatal'
import type { OnApplicationShutdown, OnModuleInit, Provider } from '@nestjs/common'
import { createBus } from '../bus/create-bus'
import { ServiceConfig } from '../config'
import { Database } from '../database/database'
import { Positions } from '../http/position'
import { BodyHashes } from '../idempotency/body-hash'
import { LOG, type Log } from '../logging/log'
import { ManagementServer } from '../management/management-server'
import { KafkaChunkServer } from '../nest-transport/kafka-chunk-server'
import { Configuration } from '../oversight/configuration'
import type { ConfigurationKey } from '../oversight/configuration-key'
import { oversightProviders } from '../oversight/oversight-providers'
import { runningTelemetry } from '../telemetry/sdk'
import { Commands } from './commands'
import { observeEngine } from './engine-gauges'
import { engineReporter } from './engine-reporter'
import { LogPositions } from './log-positions'

/** What a definition or a projection may need of its process. */
export interface EngineContext {
  readonly config: ServiceConfig
  readonly database: Database
  readonly log: Log
  readonly configuration: Configuration
}

export interface EngineSetup<C extends Message, E extends Message, S, R extends Refusal> {
  readonly definition: (
    context: EngineContext,
  ) => ServiceDefinition<C, E, S, R> | Promise<ServiceDefinition<C, E, S, R>>
  readonly store: (context: EngineContext) => StateStore<C, E, S>
  readonly projections?: (context: EngineContext) => readonly Projection[]
  /** Reads further topics with the engine's own consumer. */
  readonly companion?: (context: EngineContext) => Companion
  /** Least time between two readings of its topics, in milliseconds: what is published meanwhile comes together. */
  readonly gatheringMs?: number
  /** Gauges of the service's own, besides those of every engine. */
  readonly observe?: (engine: ServiceEngine<C, E, S, R>, context: EngineContext) => void
  /** The settings that two people of staff may set; read by {@link Configuration}. */
  readonly configuration?: readonly ConfigurationKey[]
  /** Tables, and columns as `table.column`, whose content no event carries: hashes of secrets. */
  readonly outside?: readonly string[]
}

/** Shows the engine on the management port, and stops it when HTTP and the reading have stopped. */
class EngineLifeCycle implements OnModuleInit, OnApplicationShutdown {
  constructor(
    private readonly engine: ServiceEngine<never, never, never, never>,
    private readonly management: ManagementServer,
    private readonly positions: Positions,
    private readonly reads: LogPositions,
  ) {}

  onModuleInit(): void {
    this.positions.use((at, timeoutMs) => this.reads.reached(at, timeoutMs))
    this.management.route('GET', '/internal/heads', () => this.engine.heads())
    this.management.route('GET', '/internal/ownership', () => {
      const { instance, owned } = this.engine
      return { instance, partitions: owned }
    })
  }

  /** Connections are closed after it. */
  async onApplicationShutdown(): Promise<void> {
    await this.engine.stop()
  }
}

/** The place of an engine's topics in the application. It owns nothing before they are read. */
function readingFor<C extends Message, E extends Message, S, R extends Refusal>(
  engine: ServiceEngine<C, E, S, R>,
): KafkaChunkServer {
  const reading = async (topics: readonly string[]): Promise<void> => {
    const unread = engine.topics.filter((topic) => !topics.includes(topic))
    if (unread.length > 0) throw new TypeError(`nobody handles ${unread.join(', ')}: an intakeController is missing`)
    await engine.start()
  }
  return new KafkaChunkServer({ consumer: engine.consumer, reading })
}

/** The engine of a service, and {@link Commands} before it, as providers. */
export function engineProviders<C extends Message, E extends Message, S, R extends Refusal>(
  setup: EngineSetup<C, E, S, R>,
): Provider[] {
  return [
    ...oversightProviders(setup.configuration ?? []),
    {
      provide: ServiceEngine,
      inject: [ServiceConfig, Database, LOG, Configuration, ManagementServer],
      useFactory: async (
        config: ServiceConfig,
        database: Database,
        log: Log,
        configuration: Configuration,
        management: ManagementServer,
      ) => {
        const context = { config, database, log, configuration }
        const definition = overseen(await setup.definition(context))
        const engine = new ServiceEngine({
          definition,
          store: new OverseenStore(setup.store(context), definition.service),
          projections: setup.projections?.(context) ?? [],
          companion: setup.companion?.(context),
          gatheringMs: setup.gatheringMs,
          bus: createBus(config, log),
          database: { connectionString: config.databaseUrl?.reveal() },
          pool: database.pool,
          partitions: config.partitions,
          clock: { now: () => Date.now() },
          reporter: engineReporter(config.service, log, runningTelemetry()?.tracing ?? false),
          onFatal: (error) => void endService(error, { management, log }),
        })
        observeEngine(config.service, engine as never)
        // Gauges of the service see its own states alone.
        setup.observe?.(engine as unknown as ServiceEngine<C, E, S, R>, context)
        return engine
      },
    },
    {
      provide: KafkaChunkServer,
      inject: [ServiceEngine],
      useFactory: (engine: ServiceEngine<C, E, S, R>) => readingFor(engine),
    },
    {
      provide: Commands,
      inject: [ServiceEngine, ServiceConfig, BodyHashes],
      useFactory: (engine: ServiceEngine<C, E, never, never>, config: ServiceConfig, hashes: BodyHashes) =>
        new Commands(engine, config.service, hashes),
    },
    {
      provide: EngineLifeCycle,
      inject: [ServiceEngine, ServiceConfig, ManagementServer, Positions, Database],
      useFactory: (
        engine: ServiceEngine<never, never, never, never>,
        config: ServiceConfig,
        management: ManagementServer,
        positions: Positions,
        database: Database,
      ) => {
        const reads = new LogPositions(database.pool, config.service, engine.ownConsumers)
        return new EngineLifeCycle(engine, management, positions, reads)
      },
    },
  ]
}
