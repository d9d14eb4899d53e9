import { oversightRefusals } from '@filao/engine'
import type { Type } from '@nestjs/common'
import { ModulesContainer, NestFactory, Reflector } from '@nestjs/core'
import type { MicroserviceOptions } from '@nestjs/microservices'
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify'
import type { OpenAPIObject } from '@nestjs/swagger'
import type { JWTVerifyGetKey } from 'jose'
import { AccessGuard } from '../auth/access-guard'
import { AccessTokens, remoteKeys } from '../auth/access-tokens'
import { ApiKeys } from '../auth/api-keys'
import { Revocations } from '../auth/revocations'
import { readConfig, type ServiceConfig } from '../config'
import { ConfigError } from '../environment'
import { Database } from '../database/database'
import { schemaCheck } from '../database/schema-version'
import { BodyGuard } from '../http/body-guard'
import { PositionGuard, Positions } from '../http/position'
import { ProblemFilter } from '../http/problem-filter'
import { registerRequestHooks } from '../http/request-hooks'
import { RouteTable } from '../http/route-table'
import { unvalidatedParameters } from '../http/unvalidated-parameters'
import { ValidationPipe } from '../http/validation-pipe'
import { BodyHashes } from '../idempotency/body-hash'
import { takesIdempotencyKeys } from '../idempotency/idempotency-key'
import { createLog, type Log } from '../logging/log'
import { NestLogger } from '../logging/nest-logger'
import { ManagementServer } from '../management/management-server'
import { KafkaChunkServer } from '../nest-transport/kafka-chunk-server'
import type { Refusals } from '../openapi/answered-problems'
import { buildDocument, type DocumentedService } from '../openapi/openapi-document'
import { RateGuard } from '../rate-limit/rate-guard'
import { RateLimiter } from '../rate-limit/rate-limiter'
import { runningTelemetry } from '../telemetry/sdk'
import { createAdapter } from './fastify-adapter'
import { DescribedModule, RootModule, type ServiceParts } from './service-module'

export interface AppOptions {
  readonly service: ServiceConfig['service']
  /** Folder of the migrations that this code needs: without the newest of them the service is not ready. */
  readonly migrations?: string
  /** The closed set of what the service's rules refuse, each with `transient`: for the API document. */
  readonly refusals?: Refusals
  readonly environment?: NodeJS.ProcessEnv
  /** Instead of standard output. */
  readonly log?: Log
  /** Instead of identity's key set, fetched over HTTP: for identity itself, which has the keys at hand. */
  readonly keys?: JWTVerifyGetKey
  /** Before the application starts: further content types, microservices. */
  readonly configure?: (app: NestFastifyApplication, parts: ServiceParts) => void | Promise<void>
}

/** A service that reads its topics and answers `app.inject`, and listens nowhere yet. */
export interface ServiceApp extends ServiceParts {
  readonly app: NestFastifyApplication
  /** The API document. Built when first asked for. */
  document(): OpenAPIObject
  /** Stops in order: unready, HTTP, consumers, what the modules have, the database. */
  close(): Promise<void>
}

/** Everything around a service's modules, wired; for `main.ts` through {@link bootstrap}, for specs as it is. */
export async function createApp(moduleClass: Type, options: AppOptions): Promise<ServiceApp> {
  const parts = createParts(options)
  return assemble(moduleClass, parts, options)
}

/** What works without Nest. Reads the environment; throws {@link ConfigError} when that is not usable. */
export function createParts(options: AppOptions): ServiceParts {
  const { service, environment = process.env, log: given, keys, migrations } = options
  const config = readConfig({ ...environment, FILAO_SERVICE: service })
  const log = given ?? createLog(config)
  const { identityUrl, identityInternalUrl } = config
  const revocations = identityInternalUrl
    ? new Revocations({ url: `${identityInternalUrl}/internal/revocations`, log })
    : undefined
  const keySet = keys ?? (identityUrl ? remoteKeys(identityUrl) : undefined)
  const trust = { issuer: config.tokenIssuer, audience: config.tokenAudience, ...(revocations && { revocations }) }
  const database = config.databaseUrl ? new Database(config, log) : undefined
  const management = new ManagementServer(log)
  if (database) management.check('postgres', () => database.ping())
  if (database && migrations) management.check('schema', schemaCheck(database, service, migrations))
  return {
    config,
    log,
    management,
    database,
    positions: new Positions(),
    bodyHashes: new BodyHashes(config),
    limiter: new RateLimiter(config.rates),
    revocations,
    tokens: keySet ? new AccessTokens({ ...trust, keys: keySet }) : undefined,
  }
}

/** Builds the Nest application around the parts, ready for requests. */
export async function assemble(moduleClass: Type, parts: ServiceParts, options: AppOptions): Promise<ServiceApp> {
  const { config, log, management } = parts
  const adapter = createAdapter(config)
  const instance = adapter.getInstance()
  const routes = new RouteTable(instance)
  registerRequestHooks(instance, { config, log, management, tracing: runningTelemetry()?.tracing ?? false })
  const app = await NestFactory.create<NestFastifyApplication>(RootModule.of(moduleClass, parts), adapter, {
    logger: new NestLogger(log),
    bodyParser: false,
    abortOnError: false,
  })
  try {
    checkParameters(app)
    checkKeys(app, parts)
    protect(app, parts, routes)
    const document = serveDocument(app, documented(options))
    await options.configure?.(app, parts)
    connectReading(app)
    await app.init()
    await instance.ready()
    await app.startAllMicroservices()
    return { ...parts, app, document, close: () => app.close() }
  } catch (error) {
    await app.close().catch(() => undefined)
    throw error
  }
}

/** The API document of a service's module. Nothing of the module is made, so neither database nor Kafka is asked. */
export async function documentOf(
  moduleClass: Type,
  service: Pick<AppOptions, 'service' | 'refusals'>,
): Promise<OpenAPIObject> {
  const app = await NestFactory.create<NestFastifyApplication>(DescribedModule.of(moduleClass), new FastifyAdapter(), {
    logger: false,
    abortOnError: false,
    preview: true,
  })
  try {
    checkParameters(app)
    return buildDocument(app, documented(service))
  } finally {
    await app.close()
  }
}

/** Who calls, how often, with what, and what he is told. The order of the guards is the order of these questions. */
function protect(app: NestFastifyApplication, parts: ServiceParts, routes: RouteTable): void {
  const reflector = app.get(Reflector)
  const { config, limiter, positions, tokens } = parts
  const apiKeys = config.identityInternalUrl
    ? new ApiKeys(`${config.identityInternalUrl}/internal/api-key-tokens`)
    : undefined
  app.useGlobalGuards(
    new AccessGuard(reflector, tokens, apiKeys, limiter),
    new RateGuard(reflector, limiter),
    new PositionGuard(positions, config.service),
    new BodyGuard(),
  )
  app.useGlobalPipes(new ValidationPipe())
  app.useGlobalFilters(new ProblemFilter(routes))
}

const controllersOf = (app: NestFastifyApplication): Type[] =>
  [...app.get(ModulesContainer).values()]
    .flatMap((module) => [...module.controllers.values()])
    .flatMap(({ metatype }) => (typeof metatype === 'function' ? [metatype as Type] : []))

/** The topics that the modules read, where they read any. */
function connectReading(app: NestFastifyApplication): void {
  const modules = [...app.get(ModulesContainer).values()]
  const strategy = modules.map(({ providers }) => providers.get(KafkaChunkServer)?.instance).find(Boolean)
  if (strategy instanceof KafkaChunkServer) app.connectMicroservice<MicroserviceOptions>({ strategy })
}

/** A service with a route that nothing validates does not start, and has no document. */
function checkParameters(app: NestFastifyApplication): void {
  const faults = controllersOf(app).flatMap(unvalidatedParameters)
  if (faults.length > 0) throw new TypeError(faults.join('; '))
}

function checkKeys(app: NestFastifyApplication, { bodyHashes }: ServiceParts): void {
  if (bodyHashes.usable || !controllersOf(app).some(takesIdempotencyKeys)) return
  throw new ConfigError('routes take idempotency keys: FILAO_SECRETS_DIR with body-hash.key is needed')
}

const documented = ({ service, refusals = {} }: Pick<AppOptions, 'service' | 'refusals'>): DocumentedService => ({
  service,
  refusals: { ...oversightRefusals, ...refusals },
})

function serveDocument(app: NestFastifyApplication, service: DocumentedService): () => OpenAPIObject {
  let document: OpenAPIObject | undefined
  let text: string | undefined
  const build = (): OpenAPIObject => (document ??= buildDocument(app, service))
  app
    .getHttpAdapter()
    .getInstance()
    .get('/openapi.json', (_, reply) => {
      text ??= JSON.stringify(build())
      return reply.type('application/json; charset=utf-8').send(text)
    })
  return build
}
