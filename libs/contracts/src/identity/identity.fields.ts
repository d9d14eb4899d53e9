import { z } from 'zod'
import { Day, Id, Time, Uuid } from '../fields'
import { personal } from '../personal'

export const UserKind = z.enum(['client', 'staff', 'service'])
export const UserStatus = z.enum(['pending_kyc', 'active', 'suspended', 'closed'])
export type UserStatus = z.output<typeof UserStatus>
export const KycStatus = z.enum(['not_started', 'pending', 'approved', 'rejected', 'resubmission_required'])
export type KycStatus = z.output<typeof KycStatus>
export const LoginMethod = z.enum(['password', 'social_oauth', 'biometric', '2fa', 'sso'])
export const DeviceType = z.enum(['mobile', 'desktop', 'tablet', 'unknown'])
export const UserTokenKind = z.enum(['email_verification', 'phone_verification', 'password_reset'])
export type UserTokenKind = z.output<typeof UserTokenKind>
export const MlroRank = z.enum(['mlro', 'deputy'])
export const Role = z.enum(['client', 'support', 'compliance', 'mlro', 'treasury', 'admin', 'auditor', 'service'])
export type Role = z.output<typeof Role>
/** The roles that are granted; `client` and `service` follow from what a caller is. */
export const StaffRole = z.enum(['support', 'compliance', 'mlro', 'treasury', 'admin', 'auditor'])
export type StaffRole = z.output<typeof StaffRole>

/** What a client calls a trading account. */
export const AccountName = z
  .string()
  .min(1)
  .max(50)
  .regex(/^\P{Cc}+$/u)

/** ISO 3166-1 alpha-3. */
export const Country = z.string().regex(/^[A-Z]{3}$/)
/** A name or another line of text that a person wrote: no control characters. */
const line = (max: number): z.ZodString =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^\P{Cc}+$/u)
export const PersonName = line(100)
/** E.164. */
export const PhoneNumber = z.string().regex(/^\+[1-9]\d{1,14}$/)
/** Lower case: two spellings of one address are one address. */
export const Email = z
  .email()
  .max(255)
  .regex(/^[^A-Z]+$/)
export const PostalAddress = z.object({
  street: line(255),
  city: line(100),
  state: line(100).optional(),
  country: Country,
  postalCode: line(20),
})
export type PostalAddress = z.output<typeof PostalAddress>
export const IpAddress = z.union([z.ipv4(), z.ipv6()])

/** What identity knows of a person, sealed wherever it is written down (regulation 5.9). */
export const PersonalProfile = {
  email: personal('cdd', Email),
  firstName: personal('cdd', PersonName),
  lastName: personal('cdd', PersonName),
  phoneNumber: personal('cdd', PhoneNumber).optional(),
  dateOfBirth: personal('cdd', Day).optional(),
  nationality: personal('cdd', Country).optional(),
  residentialAddress: personal('cdd', PostalAddress).optional(),
}
/** Of these, those that are verified: after that they change only by being verified anew. */
export const VerifiedProfile = {
  firstName: PersonalProfile.firstName.optional(),
  lastName: PersonalProfile.lastName.optional(),
  dateOfBirth: PersonalProfile.dateOfBirth,
  nationality: PersonalProfile.nationality,
  residentialAddress: PersonalProfile.residentialAddress,
}
/** Where a one-time token was sent: an address or a number. */
export const SentTo = personal('cdd', z.union([Email, PhoneNumber]))
const base64url = (max: number): z.ZodString =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[A-Za-z0-9_-]+$/)
/** What is public of a passkey (WebAuthn level 3): the name that its authenticator gave it, and its key (RFC 9052). */
export const PasskeyId = base64url(1364)
export const PasskeyKey = base64url(2048)
/** How often an authenticator says that it has signed; 0 for ever where it does not count. */
export const SignCount = z.number().int().nonnegative().max(0xffff_ffff)
/** What a user calls a passkey. */
export const PasskeyLabel = line(100)
/** How its authenticator can be reached, as the browser tells it: `internal`, `usb`, `hybrid` … */
export const PasskeyTransports = z.array(line(20)).max(8)
/** All that is known of a passkey when it is enrolled. Nothing of it is secret. */
export const Passkey = {
  passkeyId: PasskeyId,
  publicKey: PasskeyKey,
  signCount: SignCount,
  transports: PasskeyTransports,
  label: PasskeyLabel,
}
/**
 * What showed a second factor: the time step of an authenticator's code (RFC 6238), a recovery code by its id, or a passkey
 * that has signed the challenge of a time. Never a code or a signature itself.
 */
export const FactorProof = {
  step: z.number().int().nonnegative().optional(),
  recoveryCodeId: Uuid.optional(),
  passkey: z.object({ credentialId: Uuid, challengedAt: Time, signCount: SignCount }).optional(),
}
/** Where a log-in came from. Only identity's session events hold it; every other event holds the session's id. */
export const Origin = {
  ipAddress: personal('cdd', IpAddress),
  userAgent: personal('cdd', z.string().max(500)).optional(),
  deviceType: DeviceType,
}
export const ApiKeyTerms = {
  name: line(100),
  /** The readable part of the key, by which it is found. */
  prefix: z.string().regex(/^[0-9a-f]{12}$/),
  scopes: z
    .array(z.string().regex(/^[a-z_]{1,30}$/))
    .min(1)
    .max(20),
  ipAllowlist: personal('cdd', z.array(IpAddress).max(20)).optional(),
}
/** Why a person of staff does something to a client; read in every review. */
export const StaffReason = z.string().min(1).max(500)
/** It tells of a client, and is sealed with their key (regulation 5.9). */
export const SealedReason = personal('cdd', StaffReason)
/** Who, when the same route is used by the client and by staff. */
export const RequestedBy = z.object({ kind: z.enum(['client', 'staff']), id: Id })
/** How long a session lives, in seconds: at most, and without use. */
export const SessionLife = z.object({
  absoluteSeconds: z.number().int().positive(),
  idleSeconds: z.number().int().positive(),
})
export type SessionLife = z.output<typeof SessionLife>
/** Which versions of the configuration a decision was made with. */
export const Settings = z.array(z.object({ key: z.string().max(100), version: z.number().int().nonnegative() }))
/** Keyed hash of an e-mail: the claim that makes it unique without writing it down. */
export const EmailKey = z.string().regex(/^[0-9a-f]{64}$/)
