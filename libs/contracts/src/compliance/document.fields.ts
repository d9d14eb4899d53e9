import { z } from 'zod'
import { Day, Id } from '../fields'
import { Sha256 } from '../oversight/oversight.fields'
import { personal } from '../personal'
import { StaffReason } from '../identity/identity.fields'

export const DocumentType = z.enum([
  'passport',
  'national_id',
  'drivers_license',
  'proof_of_address',
  'bank_statement',
  'utility_bill',
  'tax_certificate',
  'employment_letter',
])
export type DocumentType = z.output<typeof DocumentType>
export const VerificationStatus = z.enum([
  'pending',
  'under_review',
  'approved',
  'rejected',
  'expired',
  'resubmission_required',
])
export type VerificationStatus = z.output<typeof VerificationStatus>
export const VerificationMethod = z.enum(['manual', 'didit_api', 'onfido', 'jumio', 'other_automated'])
export type VerificationMethod = z.output<typeof VerificationMethod>

/** 10 MiB, in bytes. */
export const DOCUMENT_BYTES_MAX = 10 * 1_048_576
export const DocumentMediaType = z.enum(['application/pdf', 'image/jpeg', 'image/png', 'image/webp'])
export type DocumentMediaType = z.output<typeof DocumentMediaType>
export const DocumentReason = StaffReason

/** A document as it was handed in: what it is said to be, and the file, which lies sealed behind its path. */
export const DocumentFacts = {
  documentType: DocumentType,
  documentNumber: personal('cdd', z.string().min(1).max(50)).optional(),
  /** Keyed hash of country, kind and number: one document is one person. */
  documentKey: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  issuedOn: Day.optional(),
  expiresOn: Day.optional(),
  filePath: personal('cdd', z.string().min(1).max(200)),
  /** SHA-256 of the file as it was sent. */
  fileHash: Sha256,
  /** In bytes. */
  fileSize: z.number().int().positive().max(DOCUMENT_BYTES_MAX),
  mediaType: DocumentMediaType,
  /** The provider and its session where the file comes from its decision. */
  method: VerificationMethod.optional(),
  providerSessionId: z.string().min(1).max(255).optional(),
  /** Who has handed it in; absent for the provider. */
  uploadedBy: Id.optional(),
}
