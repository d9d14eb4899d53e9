import type { OversightCommand, OversightEvent } from '@filao/contracts'
import { ServiceEngine } from '@filao/engine'
import type { Provider } from '@nestjs/common'
import { ServiceConfig } from '../config'
import { Database } from '../database/database'
import { LOG, type Log } from '../logging/log'
import { Configuration } from './configuration'
import { CONFIGURATION_KEYS } from './configuration-controller'
import type { ConfigurationKey } from './configuration-key'
import { ConfigurationQueries } from './configuration-queries'
import { RefusedWebhooks } from './refused-webhooks'
import { Views } from './views'

const schemaOf = ({ service }: ServiceConfig): string => `"${service}"`

/**
 * What governs a service, around its engine: settings in force, their history, the record of what staff look at, and of
 * what came in a provider's name and was not taken.
 */
export const oversightProviders = (keys: readonly ConfigurationKey[]): Provider[] => [
  { provide: CONFIGURATION_KEYS, useValue: keys },
  {
    provide: Configuration,
    inject: [Database, ServiceConfig, LOG],
    useFactory: ({ pool }: Database, config: ServiceConfig, log: Log) => new Configuration(pool, schemaOf(config), log),
  },
  {
    provide: ConfigurationQueries,
    inject: [Database, ServiceConfig],
    useFactory: ({ pool }: Database, config: ServiceConfig) => new ConfigurationQueries(pool, schemaOf(config)),
  },
  {
    provide: Views,
    inject: [ServiceEngine],
    useFactory: (engine: ServiceEngine<OversightCommand, OversightEvent, never, never>) => new Views(engine),
  },
  {
    provide: RefusedWebhooks,
    inject: [ServiceEngine, LOG],
    useFactory: (engine: ServiceEngine<OversightCommand, OversightEvent, never, never>, log: Log) =>
      new RefusedWebhooks(engine, log),
  },
]
