import type { ComplianceRefusal, ComplianceState } from '@filao/compliance'
import type { ComplianceCommand, ComplianceEvent } from '@filao/contracts'
import {
  configurationController,
  engineProviders,
  IdentityKeySource,
  intakeController,
  ServiceConfig,
  SubjectKeys,
  type EngineSetup,
} from '@filao/service'
import { Module } from '@nestjs/common'
import { SETTINGS } from './configuration.schemas'
import { complianceDefinition } from './definition'
import { DOCUMENT_CONTROLLERS, documentProviders } from './documents/document.providers'
import { KYC_CONTROLLERS, kycProviders } from './kyc/kyc.providers'
import { LIMIT_CONTROLLERS, limitProviders } from './limit/limit.providers'
import { observeAlerts } from './read/alert-figures.queries'
import { observeNotices } from './read/notice.queries'
import { SCREENING_CONTROLLERS, screeningHttp, screeningWork } from './screening/screening.providers'
import { ComplianceStore } from './store/compliance.store'

const keysOfProcess = new WeakMap<ServiceConfig, SubjectKeys>()

/** The keys of people, one cache for all that a process does with them. */
export function subjectKeys(config: ServiceConfig): SubjectKeys {
  const keys = keysOfProcess.get(config) ?? new SubjectKeys(new IdentityKeySource(config), ['cdd'])
  keysOfProcess.set(config, keys)
  return keys
}

/** What the engine of this service works with. */
export const complianceEngine: EngineSetup<ComplianceCommand, ComplianceEvent, ComplianceState, ComplianceRefusal> = {
  definition: ({ config }) => complianceDefinition(subjectKeys(config)),
  store: ({ config }) => new ComplianceStore(subjectKeys(config)),
  observe: (_, { database, configuration }) => {
    observeAlerts(database.pool, configuration)
    observeNotices(database.pool)
  },
  projections: () => [],
  configuration: SETTINGS,
  outside: ['screening_files', 'screening_entries', 'provider_webhooks'],
}

/** What answers HTTP, given an engine and its commands. */
export const http = {
  controllers: [
    ...KYC_CONTROLLERS,
    ...DOCUMENT_CONTROLLERS,
    ...LIMIT_CONTROLLERS,
    ...SCREENING_CONTROLLERS,
    configurationController('compliance'),
  ],
  providers: [...kycProviders, ...documentProviders, ...limitProviders, ...screeningHttp(subjectKeys)],
}

@Module({
  controllers: [...http.controllers, intakeController('compliance')],
  providers: [
    ...engineProviders(complianceEngine),
    ...http.providers,
    ...screeningWork(subjectKeys),
    { provide: SubjectKeys, inject: [ServiceConfig], useFactory: subjectKeys },
  ],
})
export class ComplianceModule {}
