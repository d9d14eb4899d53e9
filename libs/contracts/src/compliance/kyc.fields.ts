import { z } from 'zod'
import { Day, Id, Time } from '../fields'
import { Country, StaffReason } from '../identity/identity.fields'
import { personal } from '../personal'

export const KycSessionStatus = z.enum([
  'pending',
  'approved',
  'declined',
  'expired',
  'abandoned',
  'in_progress',
  'in_review',
  'resubmitted',
  'kyc_expired',
])
export type KycSessionStatus = z.output<typeof KycSessionStatus>
/** Words of the provider, exact and case-sensitive; others are kept as they came and change nothing. */
export const ProviderStatus = z.string().min(1).max(30)
export const KycProvider = z.string().regex(/^[a-z][a-z0-9_-]{0,29}$/)
/** Who sent a case back or ended it. */
export const KycDecider = z.enum(['provider', 'officer', 'system'])
export const KycReason = StaffReason

/** What the provider has read from the client's document, where it found it. */
export const VerifiedIdentity = z.object({
  documentType: z.string().max(50).optional(),
  documentNumber: z.string().max(50).optional(),
  documentCountry: Country.optional(),
  firstName: z.string().max(100).optional(),
  lastName: z.string().max(100).optional(),
  fullName: z.string().max(300).optional(),
  dateOfBirth: Day.optional(),
  placeOfBirth: z.string().max(200).optional(),
  nationality: Country.optional(),
  gender: z.string().max(20).optional(),
  address: z.string().max(500).optional(),
  issuedOn: Day.optional(),
  expiresOn: Day.optional(),
})
export type VerifiedIdentity = z.output<typeof VerifiedIdentity>

/** A remark of the provider, as it words it. */
export const ProviderWarning = z.object({ risk: z.string().max(100), description: z.string().max(500) })
/** The decision as JSON text as the provider gave it. Addresses of images expire, so none is kept. */
export const ProviderDecision = z.string().max(200_000)

/** What a fetched decision says. */
export const KycDecision = {
  identity: personal('cdd', VerifiedIdentity),
  warnings: personal('cdd', z.array(ProviderWarning).max(100)),
  evidence: personal('cdd', ProviderDecision),
  /** When the document ends; no personal value by itself, and what the case's timers need. */
  documentExpiresOn: Day.optional(),
  /** Keyed hash of country, kind and number of the document: one document is one person. */
  documentKey: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
}

/** What every step of a session names. */
export const SessionStep = {
  userId: Id,
  caseId: Id,
  sessionId: Id,
  providerStatus: ProviderStatus,
  /** By the provider's own clock; of a fetched status the moment of the answer. */
  providerUpdatedAt: Time,
  /** True when the case was handed in by it. */
  submits: z.boolean(),
}
/** How long an approval holds, by risk, and how long a review may be late (regulation 2). */
export const ReviewTerms = z.object({
  months: z.object({
    low: z.number().int().positive(),
    medium: z.number().int().positive(),
    high: z.number().int().positive(),
    critical: z.number().int().positive(),
  }),
  graceDays: z.number().int().nonnegative(),
  version: z.number().int().nonnegative(),
})
export type ReviewTerms = z.output<typeof ReviewTerms>
