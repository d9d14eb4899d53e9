import type { IdentityCommand, IdentityEvent, Personal } from '@filao/contracts'
import { commandHash, toTimestamp, type Decision, type Id, type Instant } from '@filao/kernel'
import { revokeApiKeys } from './account.decider'
import { refuse, type IdentityRefusal } from './identity.refusals'
import { revokeAll } from './session.decider'
import { tokenIssued } from './token.decider'
import { judgeProposal, openProposal, type Proposal, type User, type UserState } from './user.state'

type CommandOf<T extends IdentityCommand['type']> = Extract<IdentityCommand, { type: T }>
type Decided = Decision<IdentityEvent, IdentityRefusal>

const ADULT_YEARS = 18
const LIVE_ACCOUNT = { mode: 'live', kind: 'client', isPrimary: true, name: 'Trading account' } as const

export function register(command: CommandOf<'RegisterUser'>, state: UserState, now: Instant): Decided {
  if (state) return again(command, state)
  if (isUnderAge(command.dateOfBirth, now)) return refuse('under_age')
  const { userId, kind, registeredBy } = command
  const registered: IdentityEvent[] = [{ ...registration(command), kind, registeredBy }, ...verification(command, now)]
  return kind === 'client' ? registered : [...registered, { type: 'UserActivated', userId, ground: 'staff' }]
}

/** By the token that is sent with the welcome. */
function verification(command: CommandOf<'RegisterUser'>, now: Instant): IdentityEvent[] {
  const { userId, tokenId, email: sentTo } = command
  return tokenId === undefined ? [] : [tokenIssued({ userId, tokenId, kind: 'email_verification', sentTo }, now)]
}

/** That it happens once is the claim's to say: it holds across all partitions. */
export function bootstrap(command: CommandOf<'BootstrapAdmin'>, state: UserState): Decided {
  if (state) return again(command, state)
  const { userId, grantId } = command
  return [
    { ...registration(command), kind: 'staff' },
    { type: 'UserActivated', userId, ground: 'staff' },
    { type: 'RoleGranted', userId, grantId, role: 'admin', reason: 'bootstrap' },
  ]
}

/** One secret makes one user: another secret under the same id is another registration. */
const again = ({ secretId }: CommandOf<'RegisterUser' | 'BootstrapAdmin'>, user: User): Decided =>
  user.password.id === secretId ? [] : refuse('already_registered')

function registration(
  command: CommandOf<'RegisterUser' | 'BootstrapAdmin'>,
): Omit<Extract<IdentityEvent, { type: 'UserRegistered' }>, 'kind' | 'registeredBy'> {
  const { userId, email, firstName, lastName, phoneNumber, dateOfBirth, nationality, residentialAddress } = command
  return {
    type: 'UserRegistered',
    userId,
    email,
    firstName,
    lastName,
    phoneNumber,
    dateOfBirth,
    nationality,
    residentialAddress,
    credentialId: command.secretId,
  }
}

/** By compliance alone: nobody trades who was not approved. A KYC approval never revives a suspended or closed user. */
export function activate({ userId, accountId }: CommandOf<'ActivateUser'>, user: User): Decided {
  if (user.status !== 'pending_kyc') return []
  const activated: IdentityEvent = { type: 'UserActivated', userId, ground: 'kyc_approved' }
  return hasLive(user) ? [activated] : [activated, { type: 'AccountOpened', userId, accountId, ...LIVE_ACCOUNT }]
}

export const recordKycStatus = ({ userId, status, submitted }: CommandOf<'RecordKycStatus'>, user: User): Decided =>
  user.kycStatus === status && user.kycSubmitted === submitted
    ? []
    : [{ type: 'KycStatusRecorded', userId, status, submitted }]

export function suspend({ userId, by, reason }: CommandOf<'SuspendUser'>, user: User): Decided {
  if (user.status === 'suspended') return refuse('already_suspended')
  if (user.status === 'closed') return refuse('user_closed')
  if (by === userId) return refuse('same_approver')
  const accountIds = notClosed(user)
  return [{ type: 'UserSuspended', userId, by, reason, accountIds }, ...revokeAll(user, 'suspension')]
}

/**
 * Back to what compliance says of the client now, which may have changed meanwhile: an approval that came while the user
 * was suspended activated nobody, and one that has ended is none.
 */
export function reinstate(command: CommandOf<'ReinstateUser'>, user: User): Decided {
  const { userId, proposalId, accountId, by, reason } = command
  if (user.status === 'closed') return refuse('user_closed')
  if (user.status !== 'suspended') return refuse('user_not_suspended')
  const hash = commandHash({ command: 'ReinstateUser', userId })
  const open = openProposal(user, ({ kind }) => kind === 'reinstatement')
  const verdict = judgeProposal({ by, commandHash: hash }, open, user)
  if (verdict === 'owner' || verdict === 'same_approver') return refuse('same_approver')
  if (verdict === 'first')
    return [{ type: 'ReinstatementProposed', userId, proposalId, commandHash: hash, proposedBy: by, reason }]
  const { id, proposedBy } = open!
  const agreed = { proposalId: id, commandHash: hash, proposedBy, approvedBy: by }
  const isActive = user.kind === 'client' ? user.kycStatus === 'approved' : user.activated
  const status = isActive ? 'active' : 'pending_kyc'
  const reinstated: IdentityEvent = { type: 'UserReinstated', userId, ...agreed, status, accountIds: notClosed(user) }
  const lacksLive = user.kind === 'client' && isActive && !hasLive(user)
  return lacksLive ? [reinstated, { type: 'AccountOpened', userId, accountId, ...LIVE_ACCOUNT }] : [reinstated]
}

const hasLive = ({ accounts }: User): boolean => [...accounts.values()].some(({ mode }) => mode === 'live')

export function requestClosure(command: CommandOf<'RequestClosure'>, user: User): Decided {
  const { userId, proposalId, by, reason } = command
  if (user.status === 'closed') return refuse('user_closed')
  if (by.kind === 'client') {
    if (user.status === 'suspended') return refuse('user_suspended')
    return user.closureRequestedAt === undefined ? requested(command, user) : refuse('already_closing')
  }
  if (user.closureRequestedAt !== undefined) return refuse('already_closing')
  const hash = commandHash({ command: 'CloseUser', userId })
  const open = openProposal(user, ({ kind }) => kind === 'closure')
  const verdict = judgeProposal({ by: by.id, commandHash: hash }, open, user)
  if (verdict === 'owner' || verdict === 'same_approver') return refuse('same_approver')
  return verdict === 'second'
    ? requested(command, user, open)
    : [{ type: 'ClosureProposed', userId, proposalId, commandHash: hash, proposedBy: by.id, reason }]
}

/** Wallet closes each account or refuses to. Who has none is closed at once. */
function requested({ userId, by, reason }: CommandOf<'RequestClosure'>, user: User, proposal?: Proposal): Decided {
  const accountIds = notClosed(user)
  const agreed = proposal && {
    proposalId: proposal.id,
    commandHash: proposal.commandHash,
    proposedBy: proposal.proposedBy,
  }
  const event: IdentityEvent = { type: 'ClosureRequested', userId, by, reason, ...agreed, accountIds }
  return accountIds.length === 0 ? [event, ...closed(user)] : [event]
}

export function confirmClosure({ userId, accountId }: CommandOf<'ConfirmClosure'>, user: User): Decided {
  const account = user.accounts.get(accountId)
  if (!account) return refuse('account_unknown')
  if (account.status === 'closed') return []
  const event: IdentityEvent = { type: 'TradingAccountClosed', userId, accountId }
  const others = notClosed(user).filter((id) => id !== accountId)
  return user.closureRequestedAt !== undefined && others.length === 0 ? [event, ...closed(user)] : [event]
}

export function refuseClosure({ userId, accountId, reason }: CommandOf<'RefuseClosure'>, user: User): Decided {
  const account = user.accounts.get(accountId)
  if (!account) return refuse('account_unknown')
  return account.status === 'closing' ? [{ type: 'ClosureRefused', userId, accountId, reason }] : []
}

const closed = (user: User): IdentityEvent[] => [
  { type: 'UserClosed', userId: user.id },
  ...revokeAll(user, 'user_closed'),
  ...revokeApiKeys(user),
]

const notClosed = (user: User): Id[] =>
  [...user.accounts.values()].filter(({ status }) => status !== 'closed').map(({ id }) => id)

export function updateProfile(command: CommandOf<'UpdateProfile'>, user: User, now: Instant): Decided {
  if (user.status === 'closed') return refuse('user_closed')
  if (isUnderAge(command.dateOfBirth, now)) return refuse('under_age')
  if (user.kycStatus === 'approved' && changesIdentity(command, user)) return refuse('identity_locked')
  const { type: _type, userId: _userId, ...values } = command
  if (Object.values(values).every((value) => value === undefined)) return []
  return [{ ...command, type: 'ProfileUpdated' }]
}

/** What has been verified stays as it was verified: name, birth date, nationality, country. */
export function changesIdentity(
  command: CommandOf<'UpdateProfile' | 'RequestIdentityChange'>,
  { profile }: User,
): boolean {
  const { firstName, lastName, dateOfBirth, nationality, residentialAddress } = command
  if (firstName !== undefined && firstName !== profile.firstName) return true
  if (lastName !== undefined && lastName !== profile.lastName) return true
  if (dateOfBirth !== undefined && dateOfBirth !== profile.dateOfBirth) return true
  if (nationality !== undefined && nationality !== profile.nationality) return true
  return residentialAddress !== undefined && countryOf(residentialAddress) !== countryOf(profile.residentialAddress)
}

const countryOf = (address: User['profile']['residentialAddress']): string | undefined =>
  address !== undefined && 'country' in address ? address.country : undefined

/**
 * True for who is not yet 18. Judged on the day in UTC: a birthday is not a matter of hours. A sealed date cannot be
 * judged and does not pass.
 */
export function isUnderAge(dateOfBirth: Personal<string> | undefined, now: Instant): boolean {
  if (dateOfBirth === undefined) return false
  if (typeof dateOfBirth !== 'string') return true
  const today = toTimestamp(now).slice(0, 10)
  const latest = `${Number(today.slice(0, 4)) - ADULT_YEARS}${today.slice(4)}`
  return dateOfBirth > latest
}
