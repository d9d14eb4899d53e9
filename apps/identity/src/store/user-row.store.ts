import { given, instantOf, maybeInstant, timestampOf, type JsonRow } from '@filao/engine'
import {
  hasSecondFactor,
  placeOf,
  type ApiKey,
  type PasswordCredential,
  type Proposal,
  type RoleGrant,
  type Session,
  type TradingAccount,
  type User,
} from '@filao/identity'
import { factorOf, passkeyOf, recoveryCodeOf } from './factor-row.store'
import { preferenceOf } from './preference-row.store'
import type { SecretHashes } from './secret-hashes.store'
import { tokenOf } from './token-row.store'

export function userRow(user: User): JsonRow {
  const { profile } = user
  const mlro = [...user.grants.values()].find((grant) => grant.role === 'mlro' && grant.revokedAt === undefined)
  return {
    id: user.id,
    kind: user.kind,
    email: profile.email,
    first_name: profile.firstName,
    last_name: profile.lastName,
    phone_number: profile.phoneNumber,
    date_of_birth: profile.dateOfBirth,
    nationality: profile.nationality,
    residential_address: profile.residentialAddress,
    account_status: user.status,
    kyc_status: user.kycStatus,
    kyc_submitted: user.kycSubmitted,
    account_type: user.accountType,
    two_factor_enabled: hasSecondFactor(user),
    email_verified: user.emailVerified,
    phone_verified: user.phoneVerified,
    mlro_rank: mlro?.mlroRank ?? null,
    senior_management: user.isSeniorManagement,
    activated: user.activated,
    identity_change: user.identityChange ?? null,
    registered_at: timestampOf(user.registeredAt),
    closure_requested_at: timestampOf(user.closureRequestedAt),
    last_login_at: timestampOf(user.lastLoginAt),
    deleted_at: timestampOf(user.closedAt),
  }
}

export const accountRow = (userId: string, account: TradingAccount): JsonRow => ({
  id: account.id,
  user_id: userId,
  kind: account.kind,
  mode: account.mode,
  is_primary: account.isPrimary,
  name: account.name,
  status: account.status,
  kind_version: account.kindVersion,
  opened_at: timestampOf(account.openedAt),
  closed_at: timestampOf(account.closedAt),
})

export const sessionRow = (userId: string, session: Session, hashes: SecretHashes): JsonRow => ({
  id: session.id,
  user_id: userId,
  family_id: session.id,
  generation: session.generation,
  refresh_token_hash: hashes.refreshToken(session.id, session.generation),
  previous_token_hash: session.generation > 1 ? hashes.refreshToken(session.id, session.generation - 1) : null,
  rotated_at: timestampOf(session.rotatedAt),
  login_method: session.loginMethod,
  status: session.status,
  device_type: session.deviceType,
  user_agent: session.userAgent,
  ip_address: session.ipAddress,
  second_factor_at: timestampOf(session.secondFactorAt),
  wrong_codes: session.wrongCodes,
  logged_in_at: timestampOf(session.loggedInAt),
  last_activity_at: timestampOf(session.lastActivityAt),
  logged_out_at: timestampOf(session.endedAt),
  idle_expires_at: timestampOf(session.idleExpiresAt),
  expires_at: timestampOf(session.expiresAt),
  revoked_reason: session.revokedReason,
})

export const roleRow = (userId: string, grant: RoleGrant): JsonRow => ({
  id: grant.id,
  user_id: userId,
  role: grant.role,
  mlro_rank: grant.mlroRank,
  granted_by: grant.grantedBy,
  approved_by: grant.approvedBy,
  granted_at: timestampOf(grant.grantedAt),
  revoked_at: timestampOf(grant.revokedAt),
  revoked_by: grant.revokedBy,
  reason: grant.reason,
})

export const proposalRow = (userId: string, proposal: Proposal): JsonRow => ({
  id: proposal.id,
  user_id: userId,
  kind: proposal.kind,
  status: proposal.status,
  role: proposal.role,
  mlro_rank: proposal.mlroRank,
  account_id: proposal.accountId,
  account_kind: proposal.accountKind,
  reason: proposal.reason ?? null,
  command_hash: proposal.commandHash,
  proposed_by: proposal.proposedBy,
  proposed_at: timestampOf(proposal.proposedAt),
  decided_by: proposal.decidedBy,
  decided_at: timestampOf(proposal.decidedAt),
})

export const apiKeyRow = (userId: string, key: ApiKey, hashes: SecretHashes): JsonRow => ({
  id: key.id,
  user_id: userId,
  name: key.name,
  prefix: key.prefix,
  key_hash: hashes.apiKey(key.id),
  scopes: key.scopes,
  ip_allowlist: key.ipAllowlist,
  made_at: timestampOf(key.createdAt),
  expires_at: timestampOf(key.expiresAt),
  revoked_at: timestampOf(key.revokedAt),
})

export const credentialRow = (userId: string, password: PasswordCredential): JsonRow => ({
  id: password.id,
  user_id: userId,
  kind: 'password',
  failed_count: password.failedCount,
  lock_count: password.lockCount,
  locked_until: timestampOf(password.lockedUntil),
  last_used_at: timestampOf(password.lastUsedAt),
})

/** All rows of a user, as one query gives them. */
export interface UserRows {
  readonly user: JsonRow
  readonly password: JsonRow
  readonly accounts: readonly JsonRow[]
  readonly sessions: readonly JsonRow[]
  readonly roles: readonly JsonRow[]
  readonly proposals: readonly JsonRow[]
  readonly api_keys: readonly JsonRow[]
  readonly user_tokens: readonly JsonRow[]
  readonly notification_preferences: readonly JsonRow[]
  readonly factors: readonly JsonRow[]
  readonly passkeys: readonly JsonRow[]
  readonly recovery_codes: readonly JsonRow[]
}

/** The state that the rows hold. */
export function userOf(rows: UserRows): User {
  const { user } = rows
  return {
    id: user['id'] as string,
    kind: user['kind'] as User['kind'],
    status: user['account_status'] as User['status'],
    profile: {
      email: user['email'] as string,
      firstName: user['first_name'] as string,
      lastName: user['last_name'] as string,
      phoneNumber: given(user['phone_number']),
      dateOfBirth: given(user['date_of_birth']),
      nationality: given(user['nationality']),
      residentialAddress: given(user['residential_address']),
    },
    kycStatus: user['kyc_status'] as User['kycStatus'],
    kycSubmitted: user['kyc_submitted'] as boolean,
    activated: user['activated'] as boolean,
    accountType: user['account_type'] as User['accountType'],
    emailVerified: user['email_verified'] as boolean,
    phoneVerified: user['phone_verified'] as boolean,
    isSeniorManagement: user['senior_management'] as boolean,
    identityChange: given(user['identity_change']),
    registeredAt: instantOf(user['registered_at']),
    closureRequestedAt: maybeInstant(user['closure_requested_at']),
    lastLoginAt: maybeInstant(user['last_login_at']),
    closedAt: maybeInstant(user['deleted_at']),
    password: passwordOf(rows.password),
    accounts: byId(rows.accounts.map(accountOf)),
    sessions: byId(rows.sessions.map(sessionOf)),
    grants: byId(rows.roles.map(grantOf)),
    proposals: byId(rows.proposals.map(proposalOf)),
    apiKeys: byId(rows.api_keys.map(apiKeyOf)),
    tokens: byId(rows.user_tokens.map(tokenOf)),
    factors: byId(rows.factors.map(factorOf)),
    passkeys: byId(rows.passkeys.map(passkeyOf)),
    recoveryCodes: byId(rows.recovery_codes.map(recoveryCodeOf)),
    preferences: new Map(rows.notification_preferences.map(preferenceOf).map((said) => [placeOf(said), said])),
  }
}

const byId = <T extends { readonly id: string }>(rows: readonly T[]): Map<string, T> =>
  new Map(rows.map((row) => [row.id, row]))

const passwordOf = (row: JsonRow): PasswordCredential => ({
  id: row['id'] as string,
  failedCount: row['failed_count'] as number,
  lockCount: row['lock_count'] as number,
  lockedUntil: maybeInstant(row['locked_until']),
  lastUsedAt: maybeInstant(row['last_used_at']),
})

const accountOf = (row: JsonRow): TradingAccount => ({
  id: row['id'] as string,
  mode: row['mode'] as TradingAccount['mode'],
  kind: row['kind'] as TradingAccount['kind'],
  isPrimary: row['is_primary'] as boolean,
  name: row['name'] as string,
  status: row['status'] as TradingAccount['status'],
  kindVersion: row['kind_version'] as number,
  openedAt: instantOf(row['opened_at']),
  closedAt: maybeInstant(row['closed_at']),
})

const sessionOf = (row: JsonRow): Session => ({
  id: row['id'] as string,
  status: row['status'] as Session['status'],
  loginMethod: row['login_method'] as Session['loginMethod'],
  ipAddress: row['ip_address'] as string,
  userAgent: given(row['user_agent']),
  deviceType: row['device_type'] as Session['deviceType'],
  generation: row['generation'] as number,
  rotatedAt: maybeInstant(row['rotated_at']),
  secondFactorAt: maybeInstant(row['second_factor_at']),
  wrongCodes: row['wrong_codes'] as number,
  loggedInAt: instantOf(row['logged_in_at']),
  lastActivityAt: instantOf(row['last_activity_at']),
  idleExpiresAt: instantOf(row['idle_expires_at']),
  expiresAt: instantOf(row['expires_at']),
  endedAt: maybeInstant(row['logged_out_at']),
  revokedReason: given(row['revoked_reason']),
})

const grantOf = (row: JsonRow): RoleGrant => ({
  id: row['id'] as string,
  role: row['role'] as RoleGrant['role'],
  mlroRank: given(row['mlro_rank']),
  grantedBy: given(row['granted_by']),
  approvedBy: given(row['approved_by']),
  reason: row['reason'] as string,
  grantedAt: instantOf(row['granted_at']),
  revokedAt: maybeInstant(row['revoked_at']),
  revokedBy: given(row['revoked_by']),
})

const proposalOf = (row: JsonRow): Proposal => ({
  id: row['id'] as string,
  kind: row['kind'] as Proposal['kind'],
  status: row['status'] as Proposal['status'],
  role: given(row['role']),
  mlroRank: given(row['mlro_rank']),
  accountId: given(row['account_id']),
  accountKind: given(row['account_kind']),
  reason: given(row['reason']),
  commandHash: row['command_hash'] as string,
  proposedBy: row['proposed_by'] as string,
  proposedAt: instantOf(row['proposed_at']),
  decidedBy: given(row['decided_by']),
  decidedAt: maybeInstant(row['decided_at']),
})

const apiKeyOf = (row: JsonRow): ApiKey => ({
  id: row['id'] as string,
  name: row['name'] as string,
  prefix: row['prefix'] as string,
  scopes: row['scopes'] as string[],
  ipAllowlist: given(row['ip_allowlist']),
  createdAt: instantOf(row['made_at']),
  expiresAt: instantOf(row['expires_at']),
  revokedAt: maybeInstant(row['revoked_at']),
})
