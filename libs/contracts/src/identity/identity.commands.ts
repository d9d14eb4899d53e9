import { z } from 'zod'
import { command, contractSet, type MessageOf } from '../contract'
import { Id, Mode, Reason, Time, Uuid } from '../fields'
import { personal } from '../personal'
import { AccountKind } from '../wallet/wallet.fields'
import {
  AccountName,
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
  SessionLife,
  Settings,
  StaffReason,
  StaffRole,
  UserKind,
  UserTokenKind,
  VerifiedProfile,
} from './identity.fields'

const service = 'identity'
const user = { routing: { subject: 'userId', key: 'userId' } } as const
const session = { routing: { subject: 'sessionId', key: 'userId' } } as const
const token = { routing: { subject: 'tokenId', key: 'userId' } } as const
const change = { routing: { subject: 'changeId', key: 'userId' } } as const
const proposal = { routing: { subject: 'proposalId', key: 'userId' } } as const
const person = 'userId'

const registration = {
  userId: Id,
  /** Keyed hash of the e-mail: the claim that makes an e-mail unique without writing it down. */
  emailKey: z.string().regex(/^[0-9a-f]{64}$/),
  ...PersonalProfile,
  /** The draft that holds the password's hash, and the id of the credential made of it. No secret travels. */
  secretId: Uuid,
}

/** Registers a client, whom compliance activates, or, by an admin, a person of staff, who gets no trading account. */
export const RegisterUser = command({
  service,
  name: 'RegisterUser',
  ...user,
  person,
  fields: {
    ...registration,
    kind: UserKind,
    registeredBy: Id.optional(),
    /** Id of the token by which the e-mail is verified. */
    tokenId: Id.optional(),
  },
})
/** Makes the first two admins, once in the life of a platform. */
export const BootstrapAdmin = command({
  service,
  name: 'BootstrapAdmin',
  ...user,
  person,
  fields: { ...registration, grantId: Id, slot: z.enum(['first', 'second']) },
})
/** Compliance has approved the client. */
export const ActivateUser = command({
  service,
  name: 'ActivateUser',
  senders: ['compliance'],
  ...user,
  fields: { userId: Id, accountId: Id },
})
const recordKycStatusFirst = command({
  service,
  name: 'RecordKycStatus',
  senders: ['compliance'],
  ...user,
  fields: { userId: Id, kycStatus: FirstKycStatus },
})
/** A copy of what compliance knows, for the client's own view and for tokens. */
export const RecordKycStatus = command({
  service,
  name: 'RecordKycStatus',
  version: 2,
  senders: ['compliance'],
  ...user,
  supersedes: {
    contract: recordKycStatusFirst,
    upcast: ({ userId, kycStatus }: MessageOf<typeof recordKycStatusFirst>) => ({ userId, ...kycOfFirst(kycStatus) }),
  },
  fields: { userId: Id, status: KycStatus, submitted: z.boolean() },
})
export const SuspendUser = command({
  service,
  name: 'SuspendUser',
  ...user,
  fields: { userId: Id, by: Id, reason: StaffReason },
})
/** Sent by two people: the first proposes, the second acts. */
export const ReinstateUser = command({
  service,
  name: 'ReinstateUser',
  ...user,
  fields: { userId: Id, proposalId: Id, by: Id, reason: StaffReason },
})
/** By the client, or by two people of staff. */
export const RequestClosure = command({
  service,
  name: 'RequestClosure',
  ...user,
  fields: { userId: Id, proposalId: Id, by: RequestedBy, reason: StaffReason },
})
/** Wallet has closed an account. */
export const ConfirmClosure = command({
  service,
  name: 'ConfirmClosure',
  senders: ['wallet'],
  ...user,
  fields: { userId: Id, accountId: Id },
})
/** Wallet could not close an account: there is money or an order in it. */
export const RefuseClosure = command({
  service,
  name: 'RefuseClosure',
  senders: ['wallet'],
  ...user,
  fields: { userId: Id, accountId: Id, reason: Reason },
})
/** Changes what is given; an absent field stays. */
export const UpdateProfile = command({
  service,
  name: 'UpdateProfile',
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
/** A log-in whose password has been compared outside the rules. The rules judge what follows from it. */
export const LogIn = command({
  service,
  name: 'LogIn',
  ...session,
  person,
  fields: {
    userId: Id,
    sessionId: Id,
    passwordCorrect: z.boolean(),
    loginMethod: LoginMethod,
    ...Origin,
    /** Whether a code came along; its proof is absent when it was wrong. */
    codeSent: z.boolean().optional(),
    ...FactorProof,
    /** By the settings in force; absent in commands of before there were any. */
    life: SessionLife.optional(),
    settings: Settings.optional(),
  },
})
/** A log-in with an e-mail that nobody has. It takes the same way as a wrong password, so that time tells nothing. */
export const RefuseLogIn = command({ service, name: 'RefuseLogIn', ...user, fields: { userId: Id } })
export const RefreshSession = command({
  service,
  name: 'RefreshSession',
  ...session,
  fields: { userId: Id, sessionId: Id, generation: z.number().int().positive(), life: SessionLife.optional() },
})
export const LogOut = command({ service, name: 'LogOut', ...session, fields: { userId: Id, sessionId: Id } })
export const RevokeSession = command({
  service,
  name: 'RevokeSession',
  ...session,
  fields: { userId: Id, sessionId: Id, reason: Reason },
})
/** Every session of a user, but for one if it is named. */
export const RevokeSessions = command({
  service,
  name: 'RevokeSessions',
  ...user,
  fields: { userId: Id, keepSessionId: Id.optional(), reason: Reason },
})
/** From the session's timer. */
export const ExpireSession = command({
  service,
  name: 'ExpireSession',
  ...session,
  fields: { userId: Id, sessionId: Id },
})
export const SetPassword = command({
  service,
  name: 'SetPassword',
  ...user,
  person,
  fields: {
    userId: Id,
    /** The session that asks, which goes on; all others end. */
    sessionId: Id,
    secretId: Uuid,
    currentPasswordCorrect: z.boolean(),
    ...Origin,
  },
})
/** Has a one-time token made, which is sent to where the user is known to be reached. */
export const IssueToken = command({
  service,
  name: 'IssueToken',
  ...token,
  fields: { userId: Id, tokenId: Id, kind: UserTokenKind },
})
/** Somebody has shown the token that was sent to an e-mail address. */
export const VerifyEmail = command({ service, name: 'VerifyEmail', ...token, fields: { userId: Id, tokenId: Id } })
/** Another e-mail address, by whoever has shown a second factor. It counts at once, and is verified by the token. */
export const ChangeEmail = command({
  service,
  name: 'ChangeEmail',
  ...token,
  person,
  fields: { userId: Id, email: PersonalProfile.email, emailKey: registration.emailKey, tokenId: Id },
})
export const ChangePhone = command({
  service,
  name: 'ChangePhone',
  ...token,
  person,
  fields: { userId: Id, phoneNumber: personal('cdd', PhoneNumber), tokenId: Id },
})
/** Somebody has typed the code that was sent to a telephone. */
export const VerifyPhone = command({
  service,
  name: 'VerifyPhone',
  ...token,
  fields: { userId: Id, tokenId: Id, codeCorrect: z.boolean() },
})
/** What has been verified of a client shall be something else. It is so when it has been verified anew. */
export const RequestIdentityChange = command({
  service,
  name: 'RequestIdentityChange',
  ...change,
  person,
  fields: { userId: Id, changeId: Id, ...VerifiedProfile },
})
/** Compliance has verified it. */
export const ApplyIdentityChange = command({
  service,
  name: 'ApplyIdentityChange',
  senders: ['compliance'],
  ...change,
  fields: { userId: Id, changeId: Id, appliedBy: Id },
})
export const RejectIdentityChange = command({
  service,
  name: 'RejectIdentityChange',
  senders: ['compliance'],
  ...change,
  fields: { userId: Id, changeId: Id, rejectedBy: Id, reason: StaffReason },
})
/** Somebody has shown the token of a reset, and chosen a new password. */
export const ResetPassword = command({
  service,
  name: 'ResetPassword',
  ...token,
  fields: { userId: Id, tokenId: Id, secretId: Uuid },
})
/** Begins a second factor: its secret lies in the draft of its id. Whoever asks has shown the password, or has not. */
export const BeginFactor = command({
  service,
  name: 'BeginFactor',
  ...user,
  person,
  fields: { userId: Id, sessionId: Id, credentialId: Uuid, passwordCorrect: z.boolean(), ...Origin },
})
/** Somebody has shown a code of the factor that was begun last; `step` is absent when it was wrong. */
export const EnrolFactor = command({
  service,
  name: 'EnrolFactor',
  ...user,
  fields: {
    userId: Id,
    sessionId: Id,
    step: FactorProof.step,
    /** The recovery codes that come with it, which are derived from these ids. */
    recoveryCodeIds: z.array(Uuid).min(1).max(20),
  },
})
export const RemoveFactor = command({ service, name: 'RemoveFactor', ...user, fields: { userId: Id, sessionId: Id } })
/** New recovery codes; the old ones are worth nothing then. */
export const RenewRecoveryCodes = command({
  service,
  name: 'RenewRecoveryCodes',
  ...user,
  fields: { userId: Id, recoveryCodeIds: z.array(Uuid).min(1).max(20) },
})
/** Somebody has shown a second factor within a session; no proof when it was wrong. */
export const StepUp = command({
  service,
  name: 'StepUp',
  ...session,
  fields: { userId: Id, sessionId: Id, ...FactorProof },
})
export const ProposeRole = command({
  service,
  name: 'ProposeRole',
  ...proposal,
  fields: {
    userId: Id,
    proposalId: Id,
    role: StaffRole,
    mlroRank: MlroRank.optional(),
    proposedBy: Id,
    reason: StaffReason,
  },
})
export const ApproveRole = command({
  service,
  name: 'ApproveRole',
  ...proposal,
  fields: { userId: Id, proposalId: Id, approvedBy: Id },
})
export const RevokeRole = command({
  service,
  name: 'RevokeRole',
  ...user,
  fields: { userId: Id, role: StaffRole, revokedBy: Id, reason: StaffReason },
})
/** Sent by two admins: whose approval counts as that of senior management (regulation CDD-5, CM-7). */
export const GrantSeniorManagement = command({
  service,
  name: 'GrantSeniorManagement',
  ...user,
  fields: { userId: Id, proposalId: Id, by: Id, reason: StaffReason },
})
export const RevokeSeniorManagement = command({
  service,
  name: 'RevokeSeniorManagement',
  ...user,
  fields: { userId: Id, revokedBy: Id, reason: StaffReason },
})
/**
 * Sent by two people of treasury. A market maker has no limits. There is no way back here: it needs the limits that
 * compliance resolves.
 */
export const SetAccountKind = command({
  service,
  name: 'SetAccountKind',
  ...user,
  fields: {
    userId: Id,
    accountId: Id,
    kind: AccountKind.extract(['market_maker']),
    proposalId: Id,
    by: Id,
    reason: StaffReason,
  },
})
/** A further account, by the client: paper money to try things with. */
export const OpenAccount = command({
  service,
  name: 'OpenAccount',
  routing: { subject: 'accountId', key: 'userId' },
  fields: { userId: Id, accountId: Id, mode: Mode.extract(['demo']), name: AccountName },
})
export const CreateApiKey = command({
  service,
  name: 'CreateApiKey',
  routing: { subject: 'keyId', key: 'userId' },
  person,
  fields: { userId: Id, keyId: Id, ...ApiKeyTerms, expiresAt: Time },
})
export const RevokeApiKey = command({
  service,
  name: 'RevokeApiKey',
  routing: { subject: 'keyId', key: 'userId' },
  fields: { userId: Id, keyId: Id },
})

export const identityCommands = contractSet([
  RegisterUser,
  BootstrapAdmin,
  ActivateUser,
  RecordKycStatus,
  SuspendUser,
  ReinstateUser,
  RequestClosure,
  ConfirmClosure,
  RefuseClosure,
  UpdateProfile,
  LogIn,
  RefuseLogIn,
  RefreshSession,
  LogOut,
  RevokeSession,
  RevokeSessions,
  ExpireSession,
  SetPassword,
  IssueToken,
  VerifyEmail,
  ResetPassword,
  ChangeEmail,
  ChangePhone,
  VerifyPhone,
  RequestIdentityChange,
  ApplyIdentityChange,
  RejectIdentityChange,
  BeginFactor,
  EnrolFactor,
  RemoveFactor,
  RenewRecoveryCodes,
  StepUp,
  ProposeRole,
  ApproveRole,
  RevokeRole,
  GrantSeniorManagement,
  RevokeSeniorManagement,
  SetAccountKind,
  OpenAccount,
  CreateApiKey,
  RevokeApiKey,
])
export type IdentityCommand = MessageOf<(typeof identityCommands.contracts)[number]>
