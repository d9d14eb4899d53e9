import { PASSKEYS_MAX } from './passkey.decider'
import { livePasskeys } from './passkey.state'
import { SESSIONS_MAX } from './session.decider'
import { activeSessions, liveGrants, type UserState } from './user.state'

/** What must always hold of a user; gives the sentence that does not. */
export function violation(user: UserState): string | undefined {
  if (!user) return undefined
  const accounts = [...user.accounts.values()]
  if (accounts.filter(({ isPrimary }) => isPrimary).length > 1) return 'a user has one primary account'
  if (accounts.filter(({ mode }) => mode === 'demo').length > 1) return 'a user has one demo account'
  if (user.kind !== 'client' && accounts.length > 0) return 'only clients have trading accounts'
  if (activeSessions(user).length > SESSIONS_MAX) return 'a user has at most ten live sessions'
  if (user.status === 'closed' && activeSessions(user).length > 0) return 'a closed user is not logged in'
  if ((user.status === 'closed') !== (user.closedAt !== undefined)) return 'closed and its time go together'
  const factors = [...user.factors.values()].filter(({ removedAt }) => removedAt === undefined)
  if (factors.filter(({ lastStep }) => lastStep !== undefined).length > 1) return 'a user has one live second factor'
  if (factors.filter(({ lastStep }) => lastStep === undefined).length > 1)
    return 'one second factor waits for its first code'
  if (livePasskeys(user).length > PASSKEYS_MAX) return 'a user has at most ten passkeys'
  const roles = liveGrants(user).map(({ role }) => role)
  if (new Set(roles).size !== roles.length) return 'a role is held once'
  if (roles.length > 1 && roles.includes('auditor')) return 'an auditor holds no other role'
  if (
    liveGrants(user).some(({ grantedBy, approvedBy, reason }) => reason !== 'bootstrap' && grantedBy === approvedBy)
  ) {
    return 'two people stand behind a role'
  }
  return undefined
}
