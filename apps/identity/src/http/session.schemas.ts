import { Id, StaffReason, StaffRole } from '@filao/contracts'
import { z } from 'zod'
import { ShownPasskey } from './passkey-shown.schemas'
import { UserView } from './user.schemas'

const Timestamp = z.iso.datetime({ precision: 3 })

/** Whatever is wrong in a log-in gets one answer, so the form of an e-mail or password is not judged here. */
export const LogInBody = z
  .strictObject({
    email: z.string().min(1).max(255).trim().toLowerCase(),
    password: z.string().min(1).max(128),
    /** Six digits of the authenticator, or a recovery code. */
    otp: z.string().min(1).max(32).optional(),
    /** Instead of it: a passkey that has signed what `passkey-options` gave. */
    passkey: ShownPasskey.optional(),
  })
  .refine(({ otp, passkey }) => otp === undefined || passkey === undefined, {
    message: 'One second factor is enough.',
    path: ['passkey'],
  })
  .meta({ id: 'LogIn' })
export type LogInBody = z.infer<typeof LogInBody>

export const RefreshBody = z.strictObject({ refreshToken: z.string().min(1).max(200) }).meta({ id: 'Refresh' })
export type RefreshBody = z.infer<typeof RefreshBody>

const access = {
  accessToken: z.string(),
  tokenType: z.literal('Bearer'),
  /** Seconds. */
  expiresIn: z.number().int(),
}
export const AccessTokenView = z.strictObject(access).meta({ id: 'AccessToken' })
export type AccessTokenView = z.infer<typeof AccessTokenView>
export const TokensView = z.strictObject({ ...access, refreshToken: z.string(), user: UserView }).meta({ id: 'Tokens' })
export type TokensView = z.infer<typeof TokensView>

export const CodeBody = z.strictObject({ code: z.string().min(1).max(32) }).meta({ id: 'SecondFactorCode' })
export type CodeBody = z.infer<typeof CodeBody>
export const StepUpBody = z
  .strictObject({ code: CodeBody.shape.code.optional(), passkey: ShownPasskey.optional() })
  .refine(({ code, passkey }) => (code === undefined) !== (passkey === undefined), {
    message: 'Either a code or a passkey is shown.',
    path: ['code'],
  })
  .meta({ id: 'StepUp' })
export type StepUpBody = z.infer<typeof StepUpBody>
export const BeginFactorBody = z
  .strictObject({ password: z.string().min(1).max(128) })
  .meta({ id: 'BeginSecondFactor' })
export type BeginFactorBody = z.infer<typeof BeginFactorBody>
/** Shown here and never again. */
export const BegunFactorView = z.strictObject({ secret: z.string(), uri: z.string() }).meta({ id: 'BegunSecondFactor' })
export type BegunFactorView = z.infer<typeof BegunFactorView>
const recoveryCodes = z.array(z.string())
export const RecoveryCodesView = z.strictObject({ recoveryCodes }).meta({ id: 'RecoveryCodes' })
export type RecoveryCodesView = z.infer<typeof RecoveryCodesView>
export const EnrolledFactorView = z.strictObject({ ...access, recoveryCodes }).meta({ id: 'EnrolledSecondFactor' })
export type EnrolledFactorView = z.infer<typeof EnrolledFactorView>

export const SessionPath = z.strictObject({ id: z.union([z.literal('current'), Id]) })
export type SessionPath = z.infer<typeof SessionPath>
/** Words, because a query has no booleans. */
export const EndSessionsQuery = z.strictObject({
  keepCurrent: z
    .enum(['true', 'false'])
    .default('false')
    .transform((word) => word === 'true'),
})
export type EndSessionsQuery = z.infer<typeof EndSessionsQuery>
export const SessionView = z
  .strictObject({
    id: Id,
    current: z.boolean(),
    status: z.enum(['active', 'expired', 'revoked', 'logged_out']),
    loginMethod: z.string(),
    deviceType: z.string(),
    userAgent: z.string().nullable(),
    ipAddress: z.string(),
    loggedInAt: Timestamp,
    lastActivityAt: Timestamp,
    expiresAt: Timestamp,
  })
  .meta({ id: 'Session' })
export type SessionView = z.infer<typeof SessionView>
export const SessionList = z.strictObject({ items: z.array(SessionView), next: z.null() }).meta({ id: 'SessionList' })

/** What a key for programs may be used for: to place, change, cancel and see orders; to read the own profile and balances. */
const ApiKeyScope = z.enum(['orders', 'account'])
export const ApiKeyBody = z
  .strictObject({
    name: z
      .string()
      .min(1)
      .max(100)
      .regex(/^\P{Cc}+$/u),
    scopes: z.array(ApiKeyScope).min(1).max(20),
    ipAllowlist: z
      .array(z.union([z.ipv4(), z.ipv6()]))
      .min(1)
      .max(20)
      .optional(),
    expiresAt: z.iso.datetime({ offset: true }),
  })
  .meta({ id: 'CreateApiKey' })
export type ApiKeyBody = z.infer<typeof ApiKeyBody>
export const ApiKeyView = z
  .strictObject({
    id: Id,
    name: z.string(),
    prefix: z.string(),
    scopes: z.array(z.string()),
    ipAllowlist: z.array(z.string()).nullable(),
    createdAt: Timestamp,
    expiresAt: Timestamp,
    revokedAt: Timestamp.nullable(),
  })
  .meta({ id: 'ApiKey' })
export type ApiKeyView = z.infer<typeof ApiKeyView>
/** `key` is shown here and never again. */
export const NewApiKeyView = z.strictObject({ ...ApiKeyView.shape, key: z.string() }).meta({ id: 'NewApiKey' })
export type NewApiKeyView = z.infer<typeof NewApiKeyView>
export const ApiKeyList = z.strictObject({ items: z.array(ApiKeyView), next: z.null() }).meta({ id: 'ApiKeyList' })

export const RoleBody = z
  .strictObject({ userId: Id, role: StaffRole, mlroRank: z.enum(['mlro', 'deputy']).optional(), reason: StaffReason })
  .refine(({ role, mlroRank }) => (role === 'mlro') === (mlroRank !== undefined), {
    message: 'A rank belongs to the role mlro, and only to it.',
    path: ['mlroRank'],
  })
  .meta({ id: 'ProposeRole' })
export type RoleBody = z.infer<typeof RoleBody>
export const RoleView = z
  .strictObject({
    id: Id,
    userId: Id,
    role: z.string(),
    mlroRank: z.string().nullable(),
    status: z.enum(['proposed', 'granted', 'revoked']),
    /** Of what the two admins say; absent of the first two, whom nobody proposed. */
    commandHash: z.string().nullable(),
    proposedBy: Id.nullable(),
    approvedBy: Id.nullable(),
    reason: z.string(),
    at: Timestamp,
  })
  .meta({ id: 'RoleGrant' })
export type RoleView = z.infer<typeof RoleView>
export const RoleList = z.strictObject({ items: z.array(RoleView), next: z.null() }).meta({ id: 'RoleList' })
export const RoleListQuery = z.strictObject({
  userId: Id.optional(),
  status: z.enum(['proposed', 'granted']).optional(),
})
export type RoleListQuery = z.infer<typeof RoleListQuery>
