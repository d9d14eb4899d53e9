import type { IdentityEvent, StaffRole, UserStatus } from '@filao/contracts'
import { assert, judgeWord, never, type Id, type Instant, type Moment, type Verdict, type Word } from '@filao/kernel'
import { begun, enrolled, removed, renewed, spent, withoutIdleCodes, type FactorHolder } from './factor.state'
import { saidBy, type Preferences } from './notification.state'
import { passkeyEnrolled, passkeyRemoved } from './passkey.state'
import { updated, type Profile } from './profile.state'
import { started, type PasswordCredential, type Session } from './session.state'
import { issued, type UserToken } from './token.state'

type EventOf<T extends IdentityEvent['type']> = Extract<IdentityEvent, { type: T }>

/** What a client wants to be verified anew; the present values are in force until it is. */
export type IdentityChange = Omit<EventOf<'IdentityChangeRequested'>, 'type' | 'userId' | 'changeId'> & {
  readonly id: Id
  readonly requestedAt: Instant
}

export interface TradingAccount {
  readonly id: Id
  readonly mode: 'live' | 'demo'
  readonly kind: EventOf<'AccountOpened'>['kind']
  readonly isPrimary: boolean
  readonly name: string
  readonly status: 'open' | 'closing' | 'closed'
  readonly kindVersion: number
  readonly openedAt: Instant
  readonly closedAt?: Instant | undefined
}

export interface RoleGrant {
  readonly id: Id
  readonly role: StaffRole
  readonly mlroRank?: EventOf<'RoleGranted'>['mlroRank']
  readonly grantedBy?: Id | undefined
  readonly approvedBy?: Id | undefined
  readonly reason: string
  readonly grantedAt: Instant
  readonly revokedAt?: Instant | undefined
  readonly revokedBy?: Id | undefined
}

/** What one person has asked for and a second has to approve. */
export interface Proposal {
  readonly id: Id
  readonly kind: 'role' | 'reinstatement' | 'closure' | 'account_kind' | 'senior_management' | 'factor_reset'
  readonly status: 'open' | 'approved' | 'superseded'
  readonly commandHash: string
  readonly proposedBy: Id
  readonly proposedAt: Instant
  readonly decidedBy?: Id | undefined
  readonly decidedAt?: Instant | undefined
  /** Of what concerns staff alone; of a client's matter it stands sealed in the event, and nowhere else. */
  readonly reason?: string | undefined
  readonly role?: StaffRole | undefined
  readonly mlroRank?: EventOf<'RoleProposed'>['mlroRank']
  readonly accountId?: Id | undefined
  readonly accountKind?: EventOf<'AccountKindProposed'>['kind'] | undefined
}

export interface ApiKey {
  readonly id: Id
  readonly name: string
  readonly prefix: string
  readonly scopes: readonly string[]
  readonly ipAllowlist?: EventOf<'ApiKeyCreated'>['ipAllowlist']
  readonly createdAt: Instant
  readonly expiresAt: Instant
  readonly revokedAt?: Instant | undefined
}

/** A registered user with everything that belongs to them. What has ended stays until the memory is given up. */
export interface User extends FactorHolder {
  readonly id: Id
  readonly kind: EventOf<'UserRegistered'>['kind']
  readonly status: UserStatus
  readonly profile: Profile
  readonly kycStatus: EventOf<'KycStatusRecorded'>['status']
  /** Compliance has what it needs to decide; a session that was only opened is not it. */
  readonly kycSubmitted: boolean
  /** True once the user has been active: of staff, a reinstatement leads back there. */
  readonly activated: boolean
  readonly accountType: 'market_data_only' | 'demo_trader' | 'live_trader'
  readonly emailVerified: boolean
  readonly phoneVerified: boolean
  /** True for a person of staff whose approval counts as that of senior management. */
  readonly isSeniorManagement: boolean
  readonly identityChange?: IdentityChange | undefined
  readonly registeredAt: Instant
  readonly closureRequestedAt?: Instant | undefined
  readonly lastLoginAt?: Instant | undefined
  readonly closedAt?: Instant | undefined
  readonly password: PasswordCredential
  readonly accounts: ReadonlyMap<Id, TradingAccount>
  readonly sessions: ReadonlyMap<Id, Session>
  readonly grants: ReadonlyMap<Id, RoleGrant>
  readonly proposals: ReadonlyMap<Id, Proposal>
  readonly apiKeys: ReadonlyMap<Id, ApiKey>
  /** Those sent last of each kind, at least as many as may be sent in an hour. */
  readonly tokens: ReadonlyMap<Id, UserToken>
  /** What the user has said about being told of things. */
  readonly preferences: Preferences
}

/** The aggregate: nobody until registration. */
export type UserState = User | undefined

export const liveGrants = (user: User): RoleGrant[] => [...user.grants.values()].filter((grant) => !grant.revokedAt)
export const activeSessions = (user: User): Session[] =>
  [...user.sessions.values()].filter(({ status }) => status === 'active')
export const openProposal = (user: User, fits: (proposal: Proposal) => boolean): Proposal | undefined =>
  [...user.proposals.values()].find((proposal) => proposal.status === 'open' && fits(proposal))

/** The verdict on a word beside the proposal that is open, of which the user whom it is about is no part. */
export const judgeProposal = (word: Word, open: Proposal | undefined, { id }: User): Verdict =>
  judgeWord(word, open && { by: open.proposedBy, commandHash: open.commandHash }, id)

/** Total: every event in every state. An event is a fact, so nothing here is refused. */
export function evolve(state: UserState, event: IdentityEvent, { now }: Moment): UserState {
  if (event.type === 'UserRegistered') return registered(event, now)
  assert(state !== undefined, 'only a registered user has a history')
  return changed(state, event, now)
}

function registered(event: EventOf<'UserRegistered'>, now: Instant): User {
  const { email, firstName, lastName, phoneNumber, dateOfBirth, nationality, residentialAddress } = event
  return {
    id: event.userId,
    kind: event.kind,
    status: 'pending_kyc',
    profile: { email, firstName, lastName, phoneNumber, dateOfBirth, nationality, residentialAddress },
    kycStatus: 'not_started',
    kycSubmitted: false,
    activated: false,
    accountType: 'market_data_only',
    emailVerified: false,
    phoneVerified: false,
    isSeniorManagement: false,
    registeredAt: now,
    password: { id: event.credentialId, failedCount: 0, lockCount: 0 },
    accounts: new Map(),
    sessions: new Map(),
    grants: new Map(),
    proposals: new Map(),
    apiKeys: new Map(),
    tokens: new Map(),
    factors: new Map(),
    passkeys: new Map(),
    recoveryCodes: new Map(),
    preferences: new Map(),
  }
}

function changed(user: User, event: Exclude<IdentityEvent, { type: 'UserRegistered' }>, now: Instant): User {
  switch (event.type) {
    case 'UserActivated':
      return {
        ...user,
        status: 'active',
        activated: true,
        kycStatus: event.ground === 'kyc_approved' ? 'approved' : user.kycStatus,
      }
    case 'KycStatusRecorded':
      return { ...user, kycStatus: event.status, kycSubmitted: event.submitted }
    case 'UserSuspended':
      return { ...user, status: 'suspended' }
    case 'UserReinstated':
      return approve({ ...user, status: event.status }, event.proposalId, event.approvedBy, now)
    case 'ClosureRequested':
      return closing(user, event, now)
    case 'UserClosed':
      return { ...user, status: 'closed', closedAt: now }
    case 'ProfileUpdated': {
      // A new number has not been verified, whatever the old one was.
      const isNumberKept = event.phoneNumber === undefined || event.phoneNumber === user.profile.phoneNumber
      return { ...user, phoneVerified: user.phoneVerified && isNumberKept, profile: updated(user.profile, event) }
    }
    case 'AccountOpened':
      return opened(user, event, now)
    case 'ClosureRefused':
      return withAccount({ ...user, closureRequestedAt: undefined }, event.accountId, { status: 'open' })
    case 'TradingAccountClosed':
      return withAccount(user, event.accountId, { status: 'closed', closedAt: now })
    case 'AccountKindSet': {
      const { accountId, kind, kindVersion } = event
      return approve(withAccount(user, accountId, { kind, kindVersion }), event.proposalId, event.approvedBy, now)
    }
    case 'RoleProposed':
    case 'ReinstatementProposed':
    case 'ClosureProposed':
    case 'AccountKindProposed':
    case 'FactorResetProposed':
    case 'SeniorManagementProposed':
      return proposed(user, event, now)
    case 'RoleGranted':
      return granted(user, event, now)
    case 'RoleRevoked':
      return withGrant(user, event.grantId, { revokedAt: now, revokedBy: event.revokedBy })
    case 'SeniorManagementGranted':
      return approve({ ...user, isSeniorManagement: true }, event.proposalId, event.approvedBy, now)
    case 'SeniorManagementRevoked':
      return { ...user, isSeniorManagement: false }
    case 'PasswordChanged': {
      const password = { id: event.credentialId, failedCount: 0, lockCount: 0, lastUsedAt: now }
      const next = { ...user, password }
      return event.tokenId === undefined ? next : withToken(next, event.tokenId, { usedAt: now })
    }
    case 'TokenIssued':
      return { ...user, tokens: new Map(user.tokens).set(event.tokenId, issued(user.tokens, event, now)) }
    case 'EmailVerified':
      return withToken({ ...user, emailVerified: true }, event.tokenId, { usedAt: now })
    case 'LoginFailed':
      return { ...user, password: { ...user.password, failedCount: event.failedCount } }
    case 'CredentialLocked': {
      const { lockCount, lockedUntil } = event
      return { ...user, password: { ...user.password, failedCount: 0, lockCount, lockedUntil } }
    }
    case 'SessionStarted': {
      const sessions = new Map(user.sessions).set(event.sessionId, started(event, now))
      // A right log-in forgets what was wrong before it.
      const password = { id: user.password.id, failedCount: 0, lockCount: 0, lastUsedAt: now }
      return spent({ ...user, lastLoginAt: now, sessions, password }, event, now)
    }
    case 'SessionRefreshed': {
      const { generation, idleExpiresAt } = event
      return withSession(user, event.sessionId, { generation, idleExpiresAt, rotatedAt: now, lastActivityAt: now })
    }
    case 'EmailChanged':
      return { ...user, emailVerified: false, profile: { ...user.profile, email: event.email } }
    case 'PhoneChanged':
      return { ...user, phoneVerified: false, profile: { ...user.profile, phoneNumber: event.phoneNumber } }
    case 'PhoneVerified':
      return withToken({ ...user, phoneVerified: true }, event.tokenId, { usedAt: now })
    case 'TokenTried':
      return withToken(user, event.tokenId, { attempts: event.attempts })
    case 'IdentityChangeRequested': {
      const { type: _type, userId: _user, changeId: id, ...values } = event
      return { ...user, identityChange: { id, requestedAt: now, ...values } }
    }
    case 'IdentityChanged':
      return { ...user, identityChange: undefined, profile: updated(user.profile, event) }
    case 'IdentityChangeRejected':
      return { ...user, identityChange: undefined }
    case 'FactorBegun':
      return begun(user, event, now)
    case 'FactorEnrolled':
      return withSession(enrolled(user, event, now), event.sessionId, { secondFactorAt: now, wrongCodes: 0 })
    case 'FactorRemoved':
      return removed(user, event, now)
    case 'FactorReset':
      return approve(reset(user, event, now), event.proposalId, event.approvedBy, now)
    case 'PasskeyEnrolled': {
      const { sessionId, recoveryCodeIds } = event
      const next = passkeyEnrolled(user, event, now)
      const coded = recoveryCodeIds.length === 0 ? next : renewed(next, event, now)
      return withSession(coded, sessionId, { secondFactorAt: now, wrongCodes: 0 })
    }
    case 'PasskeyRemoved':
      return withoutIdleCodes(passkeyRemoved(user, event.credentialId, now), now)
    case 'RecoveryCodesRenewed':
      return renewed(user, event, now)
    case 'StepUpVerified':
      return withSession(spent(user, event, now), event.sessionId, { secondFactorAt: now, wrongCodes: 0 })
    case 'SecondFactorFailed':
      return withSession(user, event.sessionId, { wrongCodes: event.failedCount })
    case 'SessionLoggedOut':
      return withSession(user, event.sessionId, { status: 'logged_out', endedAt: now })
    case 'SessionRevoked':
      return withSession(user, event.sessionId, { status: 'revoked', endedAt: now, revokedReason: event.reason })
    case 'SessionExpired':
      return withSession(user, event.sessionId, { status: 'expired', endedAt: now })
    case 'ApiKeyCreated': {
      const { keyId: id, name, prefix, scopes, ipAllowlist, expiresAt } = event
      const key: ApiKey = { id, name, prefix, scopes, ipAllowlist, createdAt: now, expiresAt }
      return { ...user, apiKeys: new Map(user.apiKeys).set(id, key) }
    }
    case 'ApiKeyRevoked': {
      const key = user.apiKeys.get(event.keyId)
      assert(key !== undefined, 'a key is made before it is revoked')
      return { ...user, apiKeys: new Map(user.apiKeys).set(key.id, { ...key, revokedAt: now }) }
    }
    case 'NotificationPreferencesSet':
      return { ...user, preferences: saidBy(user.preferences, event) }
    case 'UserNotified':
    case 'NotificationsRead':
      return user
    default:
      return never(event)
  }
}

/** What was reset is an authenticator, or a passkey where there was none. */
const reset = (user: User, event: EventOf<'FactorReset'>, now: Instant): User =>
  withoutIdleCodes(passkeyRemoved(removed(user, event, now), event.credentialId, now), now)

function opened(user: User, event: EventOf<'AccountOpened'>, now: Instant): User {
  const { accountId: id, mode, kind, isPrimary, name } = event
  const account: TradingAccount = { id, mode, kind, isPrimary, name, status: 'open', kindVersion: 0, openedAt: now }
  // The type only rises: a demo account beside a live one leaves a live trader one.
  const accountType = mode === 'live' || user.accountType === 'live_trader' ? 'live_trader' : 'demo_trader'
  return { ...user, accountType, accounts: new Map(user.accounts).set(id, account) }
}

function closing(user: User, event: EventOf<'ClosureRequested'>, now: Instant): User {
  const accounts = new Map(user.accounts)
  for (const [id, account] of accounts)
    if (event.accountIds.includes(id)) accounts.set(id, { ...account, status: 'closing' })
  const next = { ...user, closureRequestedAt: now, accounts }
  return event.proposalId === undefined ? next : approve(next, event.proposalId, event.by.id, now)
}

function granted(user: User, event: EventOf<'RoleGranted'>, now: Instant): User {
  const { grantId: id, role, mlroRank, grantedBy, approvedBy, reason } = event
  const grant: RoleGrant = { id, role, mlroRank, grantedBy, approvedBy, reason, grantedAt: now }
  const next = { ...user, grants: new Map(user.grants).set(id, grant) }
  return event.proposalId === undefined ? next : approve(next, event.proposalId, approvedBy!, now)
}

const PROPOSED = {
  RoleProposed: 'role',
  ReinstatementProposed: 'reinstatement',
  ClosureProposed: 'closure',
  AccountKindProposed: 'account_kind',
  SeniorManagementProposed: 'senior_management',
  FactorResetProposed: 'factor_reset',
} as const

function proposed(user: User, event: EventOf<keyof typeof PROPOSED>, now: Instant): User {
  const { proposalId: id, commandHash, proposedBy } = event
  const proposal: Proposal = {
    id,
    kind: PROPOSED[event.type],
    status: 'open',
    commandHash,
    proposedBy,
    proposedAt: now,
    ...(event.type === 'RoleProposed' || event.type === 'SeniorManagementProposed' ? { reason: event.reason } : {}),
    ...(event.type === 'RoleProposed' ? { role: event.role, mlroRank: event.mlroRank } : {}),
    ...(event.type === 'AccountKindProposed' ? { accountId: event.accountId, accountKind: event.kind } : {}),
  }
  const proposals = new Map(user.proposals).set(id, proposal)
  const older = 'supersedes' in event && event.supersedes ? proposals.get(event.supersedes) : undefined
  if (older) proposals.set(older.id, { ...older, status: 'superseded', decidedAt: now, decidedBy: proposedBy })
  return { ...user, proposals }
}

function approve(user: User, proposalId: Id, decidedBy: Id, now: Instant): User {
  const proposal = user.proposals.get(proposalId)
  assert(proposal !== undefined, 'what is approved has been proposed')
  const decided: Proposal = { ...proposal, status: 'approved', decidedBy, decidedAt: now }
  return { ...user, proposals: new Map(user.proposals).set(proposalId, decided) }
}

function withAccount(user: User, id: Id, change: Partial<TradingAccount>): User {
  const account = user.accounts.get(id)
  assert(account !== undefined, 'an account is opened before it changes')
  return { ...user, accounts: new Map(user.accounts).set(id, { ...account, ...change }) }
}

function withGrant(user: User, id: Id, change: Partial<RoleGrant>): User {
  const grant = user.grants.get(id)
  assert(grant !== undefined, 'a role is granted before it is revoked')
  return { ...user, grants: new Map(user.grants).set(id, { ...grant, ...change }) }
}

function withToken(user: User, id: Id, change: Partial<UserToken>): User {
  const token = user.tokens.get(id)
  assert(token !== undefined, 'a token is made before it is used')
  return { ...user, tokens: new Map(user.tokens).set(id, { ...token, ...change }) }
}

function withSession(user: User, id: Id, change: Partial<Session>): User {
  const session = user.sessions.get(id)
  assert(session !== undefined, 'a session starts before it changes')
  return { ...user, sessions: new Map(user.sessions).set(id, { ...session, ...change }) }
}
