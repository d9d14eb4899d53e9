import { DocumentType, VerificationMethod, VerificationStatus } from '@filao/contracts'
import { enumValues } from '@filao/engine'
import { sql } from 'drizzle-orm'
import {
  boolean,
  check,
  date,
  index,
  integer,
  jsonb,
  primaryKey,
  uniqueIndex,
  uuid,
  varchar,
} from 'drizzle-orm/pg-core'
import { compliance, place, time } from './columns.table'

export const documentType = compliance.enum('document_type', enumValues(DocumentType))
export const verificationStatus = compliance.enum('verification_status', enumValues(VerificationStatus))
export const verificationMethod = compliance.enum('verification_method', enumValues(VerificationMethod))

/** Papers of clients. The files lie sealed in the document storage; number, path and notes are sealed here. */
export const kycDocuments = compliance.table(
  'kyc_documents',
  {
    ...place,
    userId: uuid('user_id').notNull(),
    documentType: documentType('document_type').notNull(),
    documentNumber: jsonb('document_number'),
    documentKey: varchar('document_key', { length: 64 }),
    filePath: jsonb('file_path').notNull(),
    fileHash: varchar('file_hash', { length: 64 }).notNull(),
    fileSize: integer('file_size').notNull(),
    mimeType: varchar('mime_type', { length: 100 }).notNull(),
    verificationStatus: verificationStatus('verification_status').notNull().default('pending'),
    verificationMethod: verificationMethod('verification_method'),
    verificationProviderId: varchar('verification_provider_id', { length: 255 }),
    issueDate: date('issue_date', { mode: 'string' }),
    expiryDate: date('expiry_date', { mode: 'string' }),
    duplicate: boolean('duplicate').notNull().default(false),
    reviewNotes: jsonb('review_notes'),
    rejectionReason: jsonb('rejection_reason'),
    reviewedBy: uuid('reviewed_by'),
    reviewedAt: time('reviewed_at'),
    uploadedBy: uuid('uploaded_by'),
    uploadedAt: time('uploaded_at').notNull(),
  },
  (table) => [
    primaryKey({ name: 'kyc_documents_pk', columns: [table.partition, table.id] }),
    uniqueIndex('kyc_documents_file_hash_idx').on(table.partition, table.userId, table.fileHash),
    index('kyc_documents_user_id_idx').on(table.userId),
    index('kyc_documents_verification_status_idx').on(table.verificationStatus),
    index('kyc_documents_document_type_idx').on(table.documentType),
    index('kyc_documents_expiry_date_idx').on(table.expiryDate),
    check('kyc_documents_file_hash', sql`file_hash ~ '^[0-9a-f]{64}$'`),
    check('kyc_documents_file_size', sql`file_size > 0 AND file_size <= 10485760`),
    check('kyc_documents_dates', sql`expiry_date > issue_date`),
    check('kyc_documents_reviewer', sql`reviewed_by <> user_id`),
    check('kyc_documents_duplicate', sql`NOT (duplicate AND verification_status = 'approved')`),
    check(
      'kyc_documents_reason',
      sql`verification_status NOT IN ('rejected', 'resubmission_required') OR rejection_reason IS NOT NULL`,
    ),
  ],
)
