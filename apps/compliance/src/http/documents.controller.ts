import { DocumentType, type ComplianceCommand, type ComplianceEvent } from '@filao/contracts'
import { Asked, Caller, Commands, Operation, Problem, Roles, type HttpExchange } from '@filao/service'
import { Controller, Get, Post } from '@nestjs/common'
import { ApiBody, ApiConsumes, ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger'
import { Uploads } from '../documents/uploads'
import { DocumentQueries } from '../read/document.queries'
import { ownView } from './document-views'
import { DocumentList, DocumentView, UploadBody } from './document.schemas'
import { FORM_CONTENT_TYPE, formOf } from './form-body'

const text = { type: 'string' as const }
const day = { type: 'string' as const, format: 'date' }
const FORM = {
  type: 'object' as const,
  required: ['documentType', 'file'],
  properties: {
    documentType: { type: 'string' as const, enum: [...DocumentType.options] },
    documentNumber: text,
    documentCountry: text,
    issuedOn: day,
    expiresOn: day,
    file: { type: 'string' as const, format: 'binary' },
  },
}

/** The papers by which a client shows what they say of themselves. */
@ApiTags('kyc')
@Roles('client')
@Controller('v1/kyc/documents')
export class DocumentsController {
  constructor(
    private readonly commands: Commands<ComplianceCommand, ComplianceEvent>,
    private readonly documents: DocumentQueries,
    private readonly uploads: Uploads,
  ) {}

  @Get()
  @ApiOkResponse({ standardSchema: DocumentList })
  @Operation('The documents that were handed in, the newest first')
  async list(@Caller() { userId }: Caller): Promise<DocumentList> {
    return { items: (await this.documents.own(userId)).map(ownView), next: null }
  }

  @Post()
  @ApiConsumes(FORM_CONTENT_TYPE)
  @ApiBody({ schema: FORM })
  @ApiCreatedResponse({ standardSchema: DocumentView })
  @Operation(
    'Hands a document in: PDF, JPEG, PNG or WebP, at most 10 MiB. The same file again is the document that is there',
    'subject-unknown',
    'document-expired',
    'document-type-not-taken',
    'document-infected',
    'documents-max',
    'scan-unavailable',
    'invalid-request',
    'unsupported-media-type',
  )
  async upload(@Asked() { caller: { userId }, ...exchange }: Asked): Promise<DocumentView> {
    const { fields, content } = await formOf(exchange.request, UploadBody)
    const command = await this.uploads.take({ userId, uploadedBy: userId }, fields, content)
    const isNew = await this.submit(command, exchange).catch(async (error: unknown) => {
      // A refusal is certain: nothing names the file. Of another failure that is not known.
      if (error instanceof Problem && error.status < 500) await this.uploads.drop(command)
      throw error
    })
    const own = await this.documents.own(userId)
    if (isNew) return ownView(own.find(({ documentId }) => documentId === command.documentId)!)
    await this.uploads.drop(command)
    exchange.reply.status(200)
    return ownView(own.find(({ fileHash }) => fileHash === command.fileHash)!)
  }

  /** Who shows another client's document hears nothing of that client; officers do. */
  private async submit(
    command: Extract<ComplianceCommand, { type: 'UploadDocument' }>,
    exchange: HttpExchange,
  ): Promise<boolean> {
    try {
      return (await this.commands.submit({ command, ...exchange })).events.length > 0
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'duplicate-identity') throw error
      return (await this.commands.submit({ command: { ...command, duplicate: true }, ...exchange })).events.length > 0
    }
  }
}
