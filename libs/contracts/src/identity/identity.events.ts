import { z } from 'zod'
import { contractSet, event, type MessageOf } from '../contract'
import { Id, Mode, Reason, Time, Uuid } from '../fields'
import { personal } from '../personal'
import { Sha256 } from '../oversight/oversight.fields'
import { AccountKind } from '../wallet/wallet.fields'
import {
  ApiKeyTerms,
  FirstKycStatus,
  kycOfFirst,
  FactorProof,
  KycStatus,
  LoginMethod,
  MlroRank,
  Origin,
  PersonalProfile,
  PhoneNumber,
  RequestedBy,
  SentTo,
  Settings,
  StaffReason,
  StaffRole,
  UserKind,
  UserTokenKind,
  VerifiedProfile,
} from './identity.fields'

const service = 'identity'
const user = { routing: { subject: 'userId', key: 'userId' } } as const
const account = { routing: { subject: 'accountId', key: 'userId' } } as const
const session = { routing: { subject: 'sessionId', key: 'userId' } } as const
const proposal = { routing: { subject: 'proposalId', key: 'userId' } } as const
const token = { routing: { subject: 'tokenId', key: 'userId' } } as const
const change = { routing: { subject: 'changeId', key: 'userId' } } as const
const apiKey = { routing: { subject: 'keyId', key: 'userId' } } as const
const person = 'userId'
/** The accounts that a change of their owner concerns: reactions see the event alone. */
const accountIds = z.array(Id)

export const UserRegistered = event({
  service,
  name: 'UserRegistered',
  ...user,
  person,
  fields: {
    userId: Id,
    kind: UserKind,
    ...PersonalProfile,
    credentialId: Uuid,
    registeredBy: Id.optional(),
  },
})
export const UserActivated = event({
  service,
  name: 'UserActivated',
  ...user,
  fields: { userId: Id, ground: z.enum(['kyc_approved', 'staff']) },
})
const kycStatusRecordedFirst = event({
  service,
  name: 'KycStatusRecorded',
  ...user,
  fields: { userId: Id, kycStatus: FirstKycStatus },
})
/** A copy of what compliance knows, for the client's own view and for tokens. */
export const KycStatusRecorded = event({
  service,
  name: 'KycStatusRecorded',
  version: 2,
  ...user,
  supersedes: {
    contract: kycStatusRecordedFirst,
    upcast: ({ userId, kycStatus }: MessageOf<typeof kycStatusRecordedFirst>) => ({ userId, ...kycOfFirst(kycStatus) }),
  },
  fields: { userId: Id, status: KycStatus, submitted: z.boolean() },
})
export const AccountOpened = event({
  service,
  name: 'AccountOpened',
  ...account,
  fields: {
    userId: Id,
    accountId: Id,
    mode: Mode,
    kind: AccountKind,
    isPrimary: z.boolean(),
    name: z.string().min(1).max(50),
  },
})
export const AccountKindProposed = event({
  service,
  name: 'AccountKindProposed',
  ...proposal,
  fields: {
    userId: Id,
    proposalId: Id,
    accountId: Id,
    kind: AccountKind,
    commandHash: Sha256,
    proposedBy: Id,
    reason: StaffReason,
    supersedes: Id.optional(),
  },
})
/** `kindVersion` counts the changes of the account's kind, so that an older command cannot undo a newer one. */
export const AccountKindSet = event({
  service,
  name: 'AccountKindSet',
  ...account,
  fields: {
    userId: Id,
    accountId: Id,
    kind: AccountKind,
    proposalId: Id,
    commandHash: Sha256,
    proposedBy: Id,
    approvedBy: Id,
    kindVersion: z.number().int().positive(),
  },
})
export const UserSuspended = event({
  service,
  name: 'UserSuspended',
  ...user,
  fields: { userId: Id, by: Id, reason: StaffReason, accountIds },
})
export const ReinstatementProposed = event({
  service,
  name: 'ReinstatementProposed',
  ...proposal,
  fields: { userId: Id, proposalId: Id, commandHash: Sha256, proposedBy: Id, reason: StaffReason },
})
export const UserReinstated = event({
  service,
  name: 'UserReinstated',
  ...user,
  fields: {
    userId: Id,
    proposalId: Id,
    commandHash: Sha256,
    proposedBy: Id,
    approvedBy: Id,
    status: z.enum(['active', 'pending_kyc']),
    accountIds,
  },
})
export const ClosureProposed = event({
  service,
  name: 'ClosureProposed',
  ...proposal,
  fields: { userId: Id, proposalId: Id, commandHash: Sha256, proposedBy: Id, reason: StaffReason },
})
/** By the client alone, or by two people of staff: then it names the first of them and what both have said. */
export const ClosureRequested = event({
  service,
  name: 'ClosureRequested',
  ...user,
  fields: {
    userId: Id,
    by: RequestedBy,
    reason: StaffReason,
    proposalId: Id.optional(),
    commandHash: Sha256.optional(),
    proposedBy: Id.optional(),
    accountIds,
  },
})
export const ClosureRefused = event({
  service,
  name: 'ClosureRefused',
  ...account,
  fields: { userId: Id, accountId: Id, reason: Reason },
})
export const TradingAccountClosed = event({
  service,
  name: 'TradingAccountClosed',
  ...account,
  fields: { userId: Id, accountId: Id },
})
export const UserClosed = event({ service, name: 'UserClosed', ...user, fields: { userId: Id } })
export const ProfileUpdated = event({
  service,
  name: 'ProfileUpdated',
  ...user,
  person,
  fields: {
    userId: Id,
    firstName: PersonalProfile.firstName.optional(),
    lastName: PersonalProfile.lastName.optional(),
    phoneNumber: PersonalProfile.phoneNumber,
    dateOfBirth: PersonalProfile.dateOfBirth,
    nationality: PersonalProfile.nationality,
    residentialAddress: PersonalProfile.residentialAddress,
  },
})
export const PasswordChanged = event({
  service,
  name: 'PasswordChanged',
  ...user,
  fields: {
    userId: Id,
    credentialId: Uuid,
    secretId: Uuid,
    /** The token of the reset that it was chosen by; absent when the old password was known. */
    tokenId: Id.optional(),
  },
})
/** A one-time token, which who sends it derives from its id. It is good once, until it expires or a newer one is made. */
export const TokenIssued = event({
  service,
  name: 'TokenIssued',
  ...token,
  person,
  fields: { userId: Id, tokenId: Id, kind: UserTokenKind, sentTo: SentTo, expiresAt: Time },
})
export const EmailVerified = event({ service, name: 'EmailVerified', ...token, fields: { userId: Id, tokenId: Id } })
export const LoginFailed = event({
  service,
  name: 'LoginFailed',
  ...user,
  person,
  fields: {
    userId: Id,
    reason: z.enum(['wrong_password', 'credential_locked', 'user_closed', 'wrong_code', 'code_used']),
    /** Wrong ones in a row, this one included; a locked credential does not count on. */
    failedCount: z.number().int().nonnegative(),
    ...Origin,
  },
})
export const CredentialLocked = event({
  service,
  name: 'CredentialLocked',
  ...user,
  fields: { userId: Id, credentialId: Uuid, lockedUntil: Time, lockCount: z.number().int().positive() },
})
export const SessionStarted = event({
  service,
  name: 'SessionStarted',
  ...session,
  person,
  fields: {
    userId: Id,
    sessionId: Id,
    loginMethod: LoginMethod,
    idleExpiresAt: Time,
    expiresAt: Time,
    ...Origin,
    ...FactorProof,
    settings: Settings.optional(),
  },
})
/** `generation` counts the refresh tokens of a session: 1 at its start. */
export const SessionRefreshed = event({
  service,
  name: 'SessionRefreshed',
  ...session,
  fields: { userId: Id, sessionId: Id, generation: z.number().int().positive(), idleExpiresAt: Time },
})
export const SessionLoggedOut = event({
  service,
  name: 'SessionLoggedOut',
  ...session,
  fields: { userId: Id, sessionId: Id },
})
export const SessionRevoked = event({
  service,
  name: 'SessionRevoked',
  ...session,
  fields: { userId: Id, sessionId: Id, reason: Reason },
})
export const SessionExpired = event({
  service,
  name: 'SessionExpired',
  ...session,
  fields: { userId: Id, sessionId: Id },
})
/** The old address is told. */
export const EmailChanged = event({
  service,
  name: 'EmailChanged',
  ...user,
  person,
  fields: { userId: Id, email: PersonalProfile.email, previousEmail: PersonalProfile.email },
})
/** The old number is told, if there was one. */
export const PhoneChanged = event({
  service,
  name: 'PhoneChanged',
  ...user,
  person,
  fields: {
    userId: Id,
    phoneNumber: personal('cdd', PhoneNumber),
    previousNumber: personal('cdd', PhoneNumber).optional(),
  },
})
export const PhoneVerified = event({ service, name: 'PhoneVerified', ...token, fields: { userId: Id, tokenId: Id } })
/** A wrong code was typed: after five the token is worth nothing. */
export const TokenTried = event({
  service,
  name: 'TokenTried',
  ...token,
  fields: { userId: Id, tokenId: Id, attempts: z.number().int().positive() },
})
/** It supersedes one that has not been decided. */
export const IdentityChangeRequested = event({
  service,
  name: 'IdentityChangeRequested',
  ...change,
  person,
  fields: { userId: Id, changeId: Id, ...VerifiedProfile },
})
export const IdentityChanged = event({
  service,
  name: 'IdentityChanged',
  ...change,
  person,
  fields: { userId: Id, changeId: Id, appliedBy: Id, ...VerifiedProfile },
})
export const IdentityChangeRejected = event({
  service,
  name: 'IdentityChangeRejected',
  ...change,
  fields: { userId: Id, changeId: Id, rejectedBy: Id, reason: StaffReason },
})
/** A factor whose secret is known to its user, but not yet shown to be so. It supersedes one that was never shown. */
export const FactorBegun = event({
  service,
  name: 'FactorBegun',
  ...user,
  fields: { userId: Id, credentialId: Uuid, supersedes: Uuid.optional() },
})
export const FactorEnrolled = event({
  service,
  name: 'FactorEnrolled',
  ...user,
  fields: {
    userId: Id,
    credentialId: Uuid,
    kind: z.enum(['totp']),
    sessionId: Id,
    step: z.number().int().nonnegative(),
    recoveryCodeIds: z.array(Uuid),
  },
})
/** With its recovery codes. */
export const FactorRemoved = event({
  service,
  name: 'FactorRemoved',
  ...user,
  fields: { userId: Id, credentialId: Uuid },
})
export const RecoveryCodesRenewed = event({
  service,
  name: 'RecoveryCodesRenewed',
  ...user,
  fields: { userId: Id, recoveryCodeIds: z.array(Uuid) },
})
export const StepUpVerified = event({
  service,
  name: 'StepUpVerified',
  ...session,
  fields: { userId: Id, sessionId: Id, ...FactorProof },
})
export const SecondFactorFailed = event({
  service,
  name: 'SecondFactorFailed',
  ...session,
  fields: {
    userId: Id,
    sessionId: Id,
    reason: z.enum(['wrong_code', 'code_used']),
    /** Wrong ones in a row in this session; a code that was right once does not count on. */
    failedCount: z.number().int().nonnegative(),
  },
})
export const RoleProposed = event({
  service,
  name: 'RoleProposed',
  ...proposal,
  fields: {
    userId: Id,
    proposalId: Id,
    role: StaffRole,
    mlroRank: MlroRank.optional(),
    commandHash: Sha256,
    proposedBy: Id,
    reason: StaffReason,
    supersedes: Id.optional(),
  },
})
/** Nobody stands behind the first two: hash and both people are absent only for the reason `bootstrap`. */
export const RoleGranted = event({
  service,
  name: 'RoleGranted',
  ...user,
  fields: {
    userId: Id,
    grantId: Id,
    proposalId: Id.optional(),
    role: StaffRole,
    mlroRank: MlroRank.optional(),
    commandHash: Sha256.optional(),
    grantedBy: Id.optional(),
    approvedBy: Id.optional(),
    reason: StaffReason,
  },
})
export const RoleRevoked = event({
  service,
  name: 'RoleRevoked',
  ...user,
  fields: { userId: Id, grantId: Id, role: StaffRole, revokedBy: Id, reason: StaffReason },
})
export const SeniorManagementProposed = event({
  service,
  name: 'SeniorManagementProposed',
  ...proposal,
  fields: { userId: Id, proposalId: Id, commandHash: Sha256, proposedBy: Id, reason: StaffReason },
})
export const SeniorManagementGranted = event({
  service,
  name: 'SeniorManagementGranted',
  ...user,
  fields: { userId: Id, proposalId: Id, commandHash: Sha256, grantedBy: Id, approvedBy: Id, reason: StaffReason },
})
export const SeniorManagementRevoked = event({
  service,
  name: 'SeniorManagementRevoked',
  ...user,
  fields: { userId: Id, revokedBy: Id, reason: StaffReason },
})
export const ApiKeyCreated = event({
  service,
  name: 'ApiKeyCreated',
  ...apiKey,
  person,
  fields: { userId: Id, keyId: Id, ...ApiKeyTerms, expiresAt: Time },
})
export const ApiKeyRevoked = event({ service, name: 'ApiKeyRevoked', ...apiKey, fields: { userId: Id, keyId: Id } })

export const identityEvents = contractSet([
  UserRegistered,
  UserActivated,
  KycStatusRecorded,
  AccountOpened,
  AccountKindProposed,
  AccountKindSet,
  UserSuspended,
  ReinstatementProposed,
  UserReinstated,
  ClosureProposed,
  ClosureRequested,
  ClosureRefused,
  TradingAccountClosed,
  UserClosed,
  ProfileUpdated,
  PasswordChanged,
  TokenIssued,
  EmailVerified,
  EmailChanged,
  PhoneChanged,
  PhoneVerified,
  TokenTried,
  IdentityChangeRequested,
  IdentityChanged,
  IdentityChangeRejected,
  LoginFailed,
  CredentialLocked,
  SessionStarted,
  SessionRefreshed,
  SessionLoggedOut,
  SessionRevoked,
  SessionExpired,
  FactorBegun,
  FactorEnrolled,
  FactorRemoved,
  RecoveryCodesRenewed,
  StepUpVerified,
  SecondFactorFailed,
  RoleProposed,
  RoleGranted,
  RoleRevoked,
  SeniorManagementProposed,
  SeniorManagementGranted,
  SeniorManagementRevoked,
  ApiKeyCreated,
  ApiKeyRevoked,
])
export type IdentityEvent = MessageOf<(typeof identityEvents.contracts)[number]>
