export { bootstrap, type RunningService } from './app/bootstrap'
export { createApp, documentOf, type AppOptions, type ServiceApp } from './app/create-app'
export { endService } from './app/fatal'
export { provide } from './app/provide'
export type { ServiceParts } from './app/service-module'
export { ANY_SCOPE, Caller, Public, Roles, Scope, SingleFactor, StepUp } from './auth/access'
export { AccessTokens } from './auth/access-tokens'
export {
  actorOf,
  isViewer,
  ROLES,
  VIEWERS,
  type Caller as CallerFacts,
  type CallerKind,
  type Role,
} from './auth/caller'
export { Revocations } from './auth/revocations'
export { isSteppedUp } from './auth/step-up'
export { createBus } from './bus/create-bus'
export { readConfig, readSecret, Secret, ServiceConfig } from './config'
export { Database } from './database/database'
export { runMigrations, type Migrations } from './database/migrations'
export { causeOfRequest, Commands, type Done, type Submission } from './engine/commands'
export { engineProviders, type EngineContext, type EngineSetup } from './engine/engine.module'
export { intakeController } from './engine/intake-controller'
export { submitOwn } from './engine/own-command'
export { verifyService } from './engine/verify-service'
export { ConfigError, HttpUrl, readEnvironment } from './environment'
export { ExchangeRates } from './exchange-rates/exchange-rates'
export { exchangeRatesProjection } from './exchange-rates/exchange-rates-projection'
export * from './fields'
export { Asked, HttpExchange } from './http/http-exchange'
export {
  afterOf,
  countInput,
  decodeCursor,
  encodeCursor,
  pageOf,
  pageOfRows,
  pageQuery,
  toPage,
  type Page,
} from './http/paging'
export { parsePosition, Positions, sendPosition, type LogPosition, type PositionReached } from './http/position'
export { Preference, readPreferences, type Preferences } from './http/preference'
export type { Reply, Request } from './http/request'
export { Facts, factsOf, type RequestFacts } from './http/request-facts'
export { fieldErrors } from './http/validation-pipe'
export { unvalidatedParameters } from './http/unvalidated-parameters'
export { BodyHashes } from './idempotency/body-hash'
export { commandIdOf, type CommandKey } from './idempotency/command-id'
export { IdempotencyKey, markReplayed } from './idempotency/idempotency-key'
export { newId } from './ids/new-id'
export { IdentityKeySource, KEY_ACCESS_TOKEN, KEY_HOLDERS } from './keys/identity-key-source'
export { openColumn, sealColumn, type ColumnPlace } from './keys/sealed-column'
export type { SubjectKey } from './keys/sealed-field'
export { KeyMissing, SubjectKeys, type KeySource, type ScopedKey } from './keys/subject-keys'
export { createLog, flushLog, LOG, type Log } from './logging/log'
export { ManagementServer, type InternalRequest, type InternalRoute } from './management/management-server'
export { KafkaChunk } from './nest-transport/kafka-chunk'
export { KafkaChunkServer } from './nest-transport/kafka-chunk-server'
export { AnswersEvents } from './openapi/answers-events'
export { Operation, type AnsweredProblem } from './openapi/operation'
export { Configuration, type InForce } from './oversight/configuration'
export { configurationController } from './oversight/configuration-controller'
export type { ConfigurationKey } from './oversight/configuration-key'
export { oversightProviders } from './oversight/oversight-providers'
export { RefusedWebhooks } from './oversight/refused-webhooks'
export { Views, type View } from './oversight/views'
export { Problem, type FieldError, type ProblemDetails } from './problem/problem'
export { refusalToProblem, statusOfRefusal, type RefusalPointers } from './problem/refusal-problem'
export { RateClass, type NamedRateClass } from './rate-limit/rate-guard'
export type { EventSource } from './stream/event-stream'
export { EventStreams, type StreamEnd, type StreamRequest } from './stream/event-streams'
export { eventText } from './stream/event-text'
export { counter, gauges, histogram, type Observe } from './telemetry/instruments'
export {
  METRICS,
  metricsOf,
  RUNTIME_METRICS,
  type MetricEntry,
  type MetricName,
  type MetricOrigin,
} from './telemetry/metric-catalogue'
export { runningTelemetry, startTelemetry, type Telemetry } from './telemetry/sdk'
export { BackgroundWork, type Round, type Work, type WorkLog } from './work/background-work'
export { formatTraceparent, newTrace, parseTraceparent, type TraceContext } from './telemetry/traceparent'
