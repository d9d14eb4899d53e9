import type { Document, Subject } from '@filao/compliance'
import { isSealed, type ComplianceCommand, type ComplianceEvent } from '@filao/contracts'
import type { Id } from '@filao/kernel'
import {
  Asked,
  Caller,
  Commands,
  Operation,
  Problem,
  Roles,
  StepUp,
  Views,
  type Reply,
  type Request,
  type HttpExchange,
} from '@filao/service'
import { Body, Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common'
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger'
import { FileMissing } from '../documents/document-storage'
import { FileErased, SealedFiles } from '../documents/sealed-files'
import { KycCaseQueries } from '../read/kyc-case.queries'
import { caseView } from './document-views'
import {
  ApproveDocumentBody,
  CaseDocumentList,
  CaseDocumentPath,
  CaseDocumentView,
  TurnDownDocumentBody,
} from './document.schemas'
import { CasePath } from './kyc.schemas'

type Review = Pick<Extract<ComplianceCommand, { type: 'ReviewDocument' }>, 'verdict' | 'reason' | 'notes'>

const PROBLEMS = ['case-not-found', 'document-unknown', 'already-reviewed', 'own-case'] as const

/** The documents of a case, for those who judge them. Whatever is looked at is on record first. */
@ApiTags('kyc')
@Roles('compliance', 'mlro')
@Controller('v1/kyc-cases/:id/documents')
export class CaseDocumentsController {
  constructor(
    private readonly commands: Commands<ComplianceCommand, ComplianceEvent>,
    private readonly cases: KycCaseQueries,
    private readonly files: SealedFiles,
    private readonly views: Views,
  ) {}

  @Get()
  @Roles('compliance', 'mlro', 'auditor')
  @ApiOkResponse({ standardSchema: CaseDocumentList })
  @Operation('The documents of a case, the newest first', 'case-not-found')
  async list(@Param({ schema: CasePath }) { id }: CasePath, @Req() request: Request): Promise<CaseDocumentList> {
    const { documents } = await this.cases.subjectOf(id)
    const items = [...documents.values()].sort((a, b) => b.uploadedAt - a.uploadedAt).map(caseView)
    await this.views.record(request, { kind: 'kyc_document', recordIds: items.map((item) => item.id) })
    return { items, next: null }
  }

  @Get(':documentId')
  @Roles('compliance', 'mlro', 'auditor')
  @ApiProduces('application/octet-stream')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  @Operation('The file itself, in its own media type', 'case-not-found', 'document-unknown', 'document-file-missing')
  async read(
    @Param({ schema: CaseDocumentPath }) path: CaseDocumentPath,
    @Req() request: Request,
    @Res() reply: Reply,
  ): Promise<void> {
    const { subject, document } = await this.documentOf(path)
    await this.views.record(request, { kind: 'kyc_document', recordIds: [path.documentId] })
    const content = await this.contentOf(subject.id, document)
    await reply
      .type(document.mediaType)
      .header('content-disposition', `attachment; filename="${path.documentId}"`)
      .header('cache-control', 'no-store')
      .header('x-content-type-options', 'nosniff')
      .send(content)
  }

  @Post(':documentId/start-review')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: CaseDocumentView })
  @Operation('Takes a document to look at it', ...PROBLEMS, 'document-expired')
  start(
    @Param({ schema: CaseDocumentPath }) path: CaseDocumentPath,
    @Asked() { caller, ...exchange }: Asked,
  ): Promise<CaseDocumentView> {
    return this.review(path, caller, { verdict: 'start' }, exchange)
  }

  @Post(':documentId/approve')
  @StepUp()
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: CaseDocumentView })
  @Operation('Says that a document is what it is said to be', ...PROBLEMS, 'document-expired', 'duplicate-identity')
  approve(
    @Param({ schema: CaseDocumentPath }) path: CaseDocumentPath,
    @Body({ schema: ApproveDocumentBody }) { notes }: ApproveDocumentBody,
    @Asked() { caller, ...exchange }: Asked,
  ): Promise<CaseDocumentView> {
    return this.review(path, caller, { verdict: 'approve', notes }, exchange)
  }

  @Post(':documentId/reject')
  @StepUp()
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: CaseDocumentView })
  @Operation('Turns a document down', ...PROBLEMS)
  reject(
    @Param({ schema: CaseDocumentPath }) path: CaseDocumentPath,
    @Body({ schema: TurnDownDocumentBody }) { reason, notes }: TurnDownDocumentBody,
    @Asked() { caller, ...exchange }: Asked,
  ): Promise<CaseDocumentView> {
    return this.review(path, caller, { verdict: 'reject', reason, notes }, exchange)
  }

  @Post(':documentId/request-resubmission')
  @StepUp()
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: CaseDocumentView })
  @Operation('Asks for the document anew', ...PROBLEMS)
  requestResubmission(
    @Param({ schema: CaseDocumentPath }) path: CaseDocumentPath,
    @Body({ schema: TurnDownDocumentBody }) { reason, notes }: TurnDownDocumentBody,
    @Asked() { caller, ...exchange }: Asked,
  ): Promise<CaseDocumentView> {
    return this.review(path, caller, { verdict: 'request_resubmission', reason, notes }, exchange)
  }

  private async review(
    path: CaseDocumentPath,
    { userId: by }: Caller,
    review: Review,
    exchange: HttpExchange,
  ): Promise<CaseDocumentView> {
    const { documentId } = path
    const { id: userId } = await this.cases.subjectOf(path.id)
    const command = { type: 'ReviewDocument', userId, documentId, ...review, by } as const
    await this.commands.submit({ command, ...exchange })
    await this.views.record(exchange.request, { kind: 'kyc_document', recordIds: [documentId] })
    return caseView((await this.documentOf(path)).document)
  }

  private async contentOf(userId: Id, { filePath, fileHash }: Document): Promise<Buffer> {
    const missing = new Problem(404, 'document-file-missing', 'The file is not kept any more.')
    if (isSealed(filePath)) throw missing
    try {
      return await this.files.read({ userId, path: filePath }, fileHash)
    } catch (error) {
      if (error instanceof FileErased) throw missing
      // The log says that it is there: whoever runs the storage has to look, and nobody hears more.
      if (error instanceof FileMissing)
        throw new Problem(500, 'internal', 'Something went wrong on our side.', { cause: error })
      throw error
    }
  }

  private async documentOf({ id, documentId }: CaseDocumentPath): Promise<{ subject: Subject; document: Document }> {
    const subject = await this.cases.subjectOf(id)
    const document = subject.documents.get(documentId)
    if (!document) throw new Problem(404, 'document-unknown', 'There is no such document.')
    return { subject, document }
  }
}
