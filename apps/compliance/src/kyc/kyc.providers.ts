import { ServiceEngine, type Queryable } from '@filao/engine'
import { Configuration, Database, LOG, type Log, provide, readSecret, ServiceConfig, SubjectKeys } from '@filao/service'
import type { Provider, Type } from '@nestjs/common'
import { createHmac } from 'node:crypto'
import { DiditProvider } from '../didit/didit-provider'
import { diditSettings } from '../didit/didit-settings'
import { KycCasesController } from '../http/kyc-cases.controller'
import { Didit, KycWebhooksController } from '../http/kyc-webhooks.controller'
import { RiskScoresController } from '../http/risk-scores.controller'
import { KycController } from '../http/kyc.controller'
import { ProviderFiles } from '../documents/provider-files'
import type { KycProvider } from './kyc-provider'
import { KycSessions } from '../intake/kyc-sessions.consumer'
import type { ComplianceEngine } from '../definition'
import { WebhookWork } from '../intake/webhook-work.consumer'
import { KycCaseQueries } from '../read/kyc-case.queries'
import { OwnKycQueries } from '../read/own-kyc.queries'
import { RiskQueries } from '../read/risk.queries'
import { RiskScoring } from '../risk/risk-scoring.consumer'
import { SubjectQueries } from '../read/subject.queries'
import { ComplianceStore } from '../store/compliance.store'
import { Webhooks } from '../store/webhooks.store'

/** The controllers of KYC. */
export const KYC_CONTROLLERS: Type[] = [KycController, KycCasesController, KycWebhooksController, RiskScoresController]

/** The secret from which keys for purposes of this service are made; another purpose, another key. */
const STORAGE_KEY = 'storage.key'
export const keyFor = (config: ServiceConfig, purpose: string): Buffer =>
  createHmac('sha256', readSecret(config, STORAGE_KEY)).update(purpose).digest()

/** Makes a document's number a value that can be compared and not read. */
export const documentKeySecret = (config: ServiceConfig): Buffer => keyFor(config, 'document-numbers')

/** Whoever proves who a client is. */
export const KYC_PROVIDER = Symbol('KYC_PROVIDER')

const poolOf = ({ pool }: Database): Queryable => pool

/** What answers the requests of KYC, and what asks the provider behind them. */
export const kycProviders: readonly Provider[] = [
  provide(Didit, [], () => new Didit(diditSettings())),
  { provide: KYC_PROVIDER, inject: [Didit], useFactory: (didit: Didit) => new DiditProvider(didit.settings) },
  provide(
    KycCaseQueries,
    [Database, SubjectQueries],
    (database: Database, subjects: SubjectQueries) => new KycCaseQueries(poolOf(database), subjects),
  ),
  provide(
    SubjectQueries,
    [Database, SubjectKeys],
    (database: Database, keys: SubjectKeys) => new SubjectQueries(poolOf(database), new ComplianceStore(keys)),
  ),
  provide(
    OwnKycQueries,
    [Database, SubjectKeys],
    (database: Database, keys: SubjectKeys) => new OwnKycQueries(database, keys),
  ),
  provide(
    Webhooks,
    [Database, ServiceConfig],
    (database: Database, config: ServiceConfig) => new Webhooks(poolOf(database), keyFor(config, 'webhook-bodies')),
  ),
  provide(
    KycSessions,
    [ServiceEngine, Database, SubjectQueries, KYC_PROVIDER, ProviderFiles, LOG, ServiceConfig],
    (
      engine: ComplianceEngine,
      database: Database,
      subjects: SubjectQueries,
      provider: KycProvider,
      files: ProviderFiles,
      log: Log,
      config: ServiceConfig,
    ) =>
      new KycSessions({
        engine,
        db: poolOf(database),
        subjects,
        provider,
        files,
        log,
        documentKey: documentKeySecret(config),
      }),
  ),
  provide(
    RiskQueries,
    [Database, SubjectKeys],
    (database: Database, keys: SubjectKeys) => new RiskQueries(poolOf(database), keys),
  ),
  provide(
    RiskScoring,
    [ServiceEngine, Database, SubjectQueries, SubjectKeys, Configuration, LOG],
    (
      engine: ComplianceEngine,
      database: Database,
      subjects: SubjectQueries,
      keys: SubjectKeys,
      configuration: Configuration,
      log: Log,
    ) => new RiskScoring({ engine, db: poolOf(database), subjects, keys, configuration, log }),
  ),
  provide(
    WebhookWork,
    [ServiceEngine, Database, Webhooks, KycSessions, LOG],
    (engine: ComplianceEngine, database: Database, webhooks: Webhooks, sessions: KycSessions, log: Log) =>
      new WebhookWork({ engine, db: poolOf(database), webhooks, sessions, log }),
  ),
]
