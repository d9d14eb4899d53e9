import type { Document } from '@filao/compliance'
import { given, instantOf, maybeInstant, timestampOf, type JsonRow } from '@filao/engine'
import type { SubjectKeys } from '@filao/service'
import { z } from 'zod'
import type { RowTable } from './rows.store'
import { SealedColumn } from './sealed-column.store'
import { SealedReasonColumn } from './sealed-reason.store'

/** What a client is shown of a document of theirs. */
export type OwnDocument = Pick<
  Document,
  | 'documentId'
  | 'fileHash'
  | 'documentType'
  | 'documentNumber'
  | 'status'
  | 'issuedOn'
  | 'expiresOn'
  | 'mediaType'
  | 'fileSize'
  | 'reason'
  | 'uploadedAt'
>

/** The rows of clients' papers. */
export class DocumentRows {
  private readonly number: SealedColumn<z.ZodString>
  private readonly path: SealedColumn<z.ZodString>
  private readonly notes: SealedColumn<z.ZodString>
  private readonly reason: SealedReasonColumn

  constructor(keys: Pick<SubjectKeys, 'keyOf' | 'open'>) {
    this.number = new SealedColumn('compliance.kyc_documents.document_number', z.string(), keys)
    this.path = new SealedColumn('compliance.kyc_documents.file_path', z.string(), keys)
    this.notes = new SealedColumn('compliance.kyc_documents.review_notes', z.string(), keys)
    this.reason = new SealedReasonColumn('compliance.kyc_documents.rejection_reason', keys)
  }

  readonly documents: RowTable = {
    table: 'kyc_documents',
    columns: `user_id document_type document_number document_key file_path file_hash file_size mime_type verification_status
      verification_method verification_provider_id issue_date expiry_date duplicate review_notes rejection_reason
      reviewed_by reviewed_at uploaded_by uploaded_at`,
    idsOf: (event) => ('documentId' in event ? [event.documentId] : []),
    row: ({ id, documents }, documentId) => this.row(id, documents.get(documentId)!),
  }

  documentOf(row: JsonRow): Document {
    const userId = row['user_id'] as string
    return {
      documentId: row['id'] as string,
      documentType: row['document_type'] as Document['documentType'],
      documentNumber: this.opened(userId, this.number, row['document_number']),
      documentKey: given(row['document_key']),
      issuedOn: given(row['issue_date']),
      expiresOn: given(row['expiry_date']),
      filePath: this.path.open(userId, row['file_path']),
      fileHash: row['file_hash'] as string,
      fileSize: row['file_size'] as number,
      mediaType: row['mime_type'] as Document['mediaType'],
      method: given(row['verification_method']),
      providerSessionId: given(row['verification_provider_id']),
      uploadedBy: given(row['uploaded_by']),
      duplicate: row['duplicate'] as boolean,
      uploadedAt: instantOf(row['uploaded_at']),
      status: row['verification_status'] as Document['status'],
      reason: this.reasonOf(row),
      notes: this.opened(userId, this.notes, row['review_notes']),
      reviewedBy: given(row['reviewed_by']),
      reviewedAt: maybeInstant(row['reviewed_at']),
    }
  }

  /** What its owner is shown: from a row of few columns. */
  ownOf(row: JsonRow): OwnDocument {
    return {
      documentId: row['id'] as string,
      fileHash: row['file_hash'] as string,
      documentType: row['document_type'] as Document['documentType'],
      documentNumber: this.opened(row['user_id'] as string, this.number, row['document_number']),
      status: row['verification_status'] as Document['status'],
      issuedOn: given<string>(row['issue_date']),
      expiresOn: given<string>(row['expiry_date']),
      mediaType: row['mime_type'] as Document['mediaType'],
      fileSize: row['file_size'] as number,
      reason: this.reasonOf(row),
      uploadedAt: instantOf(row['uploaded_at']),
    }
  }

  private reasonOf(row: JsonRow): Document['reason'] {
    const reason = row['rejection_reason']
    return reason === null ? undefined : this.reason.open(row['user_id'] as string, reason)
  }

  private opened(userId: string, column: SealedColumn<z.ZodString>, sealed: unknown): Document['notes'] {
    return sealed === null ? undefined : column.open(userId, sealed)
  }

  private row(userId: string, document: Document): JsonRow {
    const { documentNumber, notes } = document
    return {
      user_id: userId,
      document_type: document.documentType,
      document_number: documentNumber === undefined ? null : this.number.seal(userId, documentNumber),
      document_key: document.documentKey,
      file_path: this.path.seal(userId, document.filePath),
      file_hash: document.fileHash,
      file_size: document.fileSize,
      mime_type: document.mediaType,
      verification_status: document.status,
      verification_method: document.method,
      verification_provider_id: document.providerSessionId,
      issue_date: document.issuedOn,
      expiry_date: document.expiresOn,
      duplicate: document.duplicate,
      review_notes: notes === undefined ? null : this.notes.seal(userId, notes),
      rejection_reason: document.reason === undefined ? null : this.reason.seal(userId, document.reason),
      reviewed_by: document.reviewedBy,
      reviewed_at: timestampOf(document.reviewedAt),
      uploaded_by: document.uploadedBy,
      uploaded_at: timestampOf(document.uploadedAt),
    }
  }
}
