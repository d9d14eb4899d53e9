import {
  Inject,
  Module,
  type DynamicModule,
  type OnApplicationShutdown,
  type OnModuleDestroy,
  type Provider,
  type Type,
} from '@nestjs/common'
import { AccessTokens } from '../auth/access-tokens'
import { Revocations } from '../auth/revocations'
import { ServiceConfig } from '../config'
import { Database } from '../database/database'
import { Positions } from '../http/position'
import { BodyHashes } from '../idempotency/body-hash'
import { LOG, type Log } from '../logging/log'
import { ManagementServer } from '../management/management-server'
import type { RateExchanger } from '../rate-limit/rate-exchange'
import type { RateLimiter } from '../rate-limit/rate-limiter'

/** All that a service has besides its own modules; made before Nest, so that it works while Nest does not. */
export interface ServiceParts {
  readonly config: ServiceConfig
  readonly log: Log
  readonly management: ManagementServer
  readonly database: Database | undefined
  readonly positions: Positions
  readonly bodyHashes: BodyHashes
  readonly limiter: RateLimiter
  readonly revocations: Revocations | undefined
  readonly tokens: AccessTokens | undefined
  rateExchanger?: RateExchanger
}

const PARTS = Symbol('FILAO_SERVICE_PARTS')

/**
 * Gives the parts to every module. Global modules are torn down last, so the database outlives whatever still writes:
 * engines and relays stop in their `onApplicationShutdown` at the latest, when HTTP and consumers have stopped.
 */
@Module({})
export class ServiceModule implements OnApplicationShutdown {
  constructor(@Inject(PARTS) private readonly parts: ServiceParts) {}

  static of(parts: ServiceParts): DynamicModule {
    const shared: Provider[] = [
      { provide: PARTS, useValue: parts },
      { provide: ServiceConfig, useValue: parts.config },
      { provide: LOG, useValue: parts.log },
      { provide: ManagementServer, useValue: parts.management },
      { provide: Positions, useValue: parts.positions },
      { provide: BodyHashes, useValue: parts.bodyHashes },
      ...(parts.database ? [{ provide: Database, useValue: parts.database }] : []),
      ...(parts.revocations ? [{ provide: Revocations, useValue: parts.revocations }] : []),
      ...(parts.tokens ? [{ provide: AccessTokens, useValue: parts.tokens }] : []),
    ]
    return { module: ServiceModule, global: true, providers: shared, exports: shared }
  }

  /** All that a module may ask for, by name alone: for a module that is described and never made. */
  static unmade(): DynamicModule {
    const tokens = [
      PARTS,
      ServiceConfig,
      LOG,
      ManagementServer,
      Positions,
      BodyHashes,
      Database,
      Revocations,
      AccessTokens,
    ]
    const shared = tokens.map((provide) => ({ provide, useValue: undefined }))
    return { module: ServiceModule, global: true, providers: shared, exports: shared }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.parts.revocations?.stop()
    await this.parts.rateExchanger?.stop()
    await this.parts.database?.close()
    await this.parts.management.close()
    this.parts.log.info('service has stopped')
  }
}

/** Stands for the root where a module is only described. */
@Module({})
export class DescribedModule {
  static of(moduleClass: Type): DynamicModule {
    return { module: DescribedModule, imports: [ServiceModule.unmade(), moduleClass] }
  }
}

/** The root is torn down first: unready before anything else stops. */
@Module({})
export class RootModule implements OnModuleDestroy {
  constructor(private readonly management: ManagementServer) {}

  static of(moduleClass: Type, parts: ServiceParts): DynamicModule {
    return { module: RootModule, imports: [ServiceModule.of(parts), moduleClass] }
  }

  onModuleDestroy(): void {
    this.management.drain()
  }
}
