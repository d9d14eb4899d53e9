import { ServiceEngine } from '@filao/engine'
import { Database, LOG, type Log, provide, ServiceConfig, SubjectKeys } from '@filao/service'
import type { Provider, Type } from '@nestjs/common'
import type { ComplianceEngine } from '../definition'
import { CaseDocumentsController } from '../http/case-documents.controller'
import { DocumentsController } from '../http/documents.controller'
import { documentKeySecret, KYC_PROVIDER } from '../kyc/kyc.providers'
import type { KycProvider } from '../kyc/kyc-provider'
import { DocumentQueries } from '../read/document.queries'
import { ClamdScanner } from './clamd-scanner'
import { DocumentIntake } from './document-intake'
import { documentSettings } from './document-settings'
import { LocalFolder } from './local-folder'
import { ProviderFiles } from './provider-files'
import { SealedFiles } from './sealed-files'
import { Uploads } from './uploads'

/** The controllers of documents. */
export const DOCUMENT_CONTROLLERS: Type[] = [DocumentsController, CaseDocumentsController]

/** Where files are kept and who looks at them, and what answers requests for them. */
export const documentProviders: readonly Provider[] = [
  provide(
    SealedFiles,
    [SubjectKeys],
    (keys: SubjectKeys) => new SealedFiles(new LocalFolder(documentSettings().folder), keys),
  ),
  provide(
    DocumentIntake,
    [SealedFiles],
    (files: SealedFiles) => new DocumentIntake(files, new ClamdScanner(documentSettings().clamd)),
  ),
  provide(
    DocumentQueries,
    [Database, SubjectKeys],
    (database: Database, keys: SubjectKeys) => new DocumentQueries(database, keys),
  ),
  provide(
    Uploads,
    [DocumentIntake, ServiceConfig],
    (intake: DocumentIntake, config: ServiceConfig) => new Uploads(intake, documentKeySecret(config)),
  ),
  provide(
    ProviderFiles,
    [ServiceEngine, KYC_PROVIDER, DocumentIntake, LOG],
    (engine: ComplianceEngine, provider: KycProvider, intake: DocumentIntake, log: Log) =>
      new ProviderFiles({ engine, provider, intake, log }),
  ),
]
