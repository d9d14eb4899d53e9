import type { IdentityCommand, IdentityEvent } from '@filao/contracts'
import { commandHash, type Decision, type Instant } from '@filao/kernel'
import { refuse, type IdentityRefusal } from './identity.refusals'
import { judgeProposal, openProposal, type User } from './user.state'

type CommandOf<T extends IdentityCommand['type']> = Extract<IdentityCommand, { type: T }>
type Decided = Decision<IdentityEvent, IdentityRefusal>

const API_KEYS_MAX = 20
const API_KEY_LIFE_MS_MAX = 365 * 24 * 60 * 60_000

export function setAccountKind(command: CommandOf<'SetAccountKind'>, user: User): Decided {
  const { userId, accountId, kind, proposalId, by, reason } = command
  const account = user.accounts.get(accountId)
  if (!account || account.status === 'closed') return refuse('account_unknown')
  if (account.kind === kind) return refuse('already_kind')
  const hash = commandHash({ command: 'SetAccountKind', userId, accountId, kind })
  const open = openProposal(user, (proposal) => proposal.kind === 'account_kind' && proposal.accountId === accountId)
  const verdict = judgeProposal({ by, commandHash: hash }, open, user)
  if (verdict === 'owner' || verdict === 'same_approver') return refuse('same_approver')
  const about = { userId, accountId, kind, commandHash: hash }
  if (verdict === 'first')
    return [{ type: 'AccountKindProposed', ...about, proposalId, proposedBy: by, reason, supersedes: open?.id }]
  const { id, proposedBy } = open!
  const kindVersion = account.kindVersion + 1
  return [{ type: 'AccountKindSet', ...about, proposalId: id, proposedBy, approvedBy: by, kindVersion }]
}

/**
 * A demo account, for whoever is who they say they are, or is about to show it: paper money needs no approval. A second
 * one is the first.
 */
export function openAccount({ userId, accountId, mode, name }: CommandOf<'OpenAccount'>, user: User): Decided {
  if (user.status === 'closed') return refuse('user_closed')
  if (user.status === 'suspended') return refuse('user_suspended')
  if (user.kind !== 'client') return refuse('not_a_client')
  if ([...user.accounts.values()].some((account) => account.mode === 'demo')) return []
  if (!user.emailVerified) return refuse('email_not_verified')
  if (user.status !== 'active' && !isUnderWay(user)) return refuse('kyc_not_submitted')
  return [{ type: 'AccountOpened', userId, accountId, mode, kind: 'client', isPrimary: false, name }]
}

/** Opening a session with the provider is not enough: something must have been submitted, and not been rejected. */
const isUnderWay = ({ kycStatus, kycSubmitted }: User): boolean => kycSubmitted && kycStatus === 'pending'

export function createApiKey(command: CommandOf<'CreateApiKey'>, user: User, now: Instant): Decided {
  const { userId, keyId, name, prefix, scopes, ipAllowlist, expiresAt } = command
  if (user.apiKeys.has(keyId)) return []
  if (user.status === 'closed') return refuse('user_closed')
  if (user.status === 'suspended') return refuse('user_suspended')
  if (expiresAt <= now || expiresAt - now > API_KEY_LIFE_MS_MAX) return refuse('api_key_life')
  const live = [...user.apiKeys.values()].filter((key) => key.revokedAt === undefined && key.expiresAt > now)
  if (live.length >= API_KEYS_MAX) return refuse('api_keys_max')
  return [{ type: 'ApiKeyCreated', userId, keyId, name, prefix, scopes, ipAllowlist, expiresAt }]
}

export function revokeApiKey({ userId, keyId }: CommandOf<'RevokeApiKey'>, user: User): Decided {
  const key = user.apiKeys.get(keyId)
  if (!key) return refuse('api_key_unknown')
  return key.revokedAt === undefined ? [{ type: 'ApiKeyRevoked', userId, keyId }] : []
}

/** Ends every key of a user. */
export const revokeApiKeys = (user: User): IdentityEvent[] =>
  [...user.apiKeys.values()]
    .filter(({ revokedAt }) => revokedAt === undefined)
    .map(({ id }) => ({ type: 'ApiKeyRevoked', userId: user.id, keyId: id }))
