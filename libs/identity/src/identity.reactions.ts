import type { IdentityCommand, IdentityEvent, WalletCommand } from '@filao/contracts'
import { partitionOf, type Claim, type Reaction, type TimerChange } from '@filao/kernel'
import { refuse, type IdentityRefusal } from './identity.refusals'
import { endOf } from './session.state'

const toWallet = (command: Extract<WalletCommand, { accountId: string }>): Reaction => ({
  to: 'wallet',
  partition: partitionOf(command.accountId),
  command,
})

/** Event → commands for wallet: what a user may do with money follows what the user is. */
export function reactions(event: IdentityEvent): readonly Reaction[] {
  switch (event.type) {
    case 'AccountOpened': {
      const { accountId, userId, mode, kind } = event
      return [toWallet({ type: 'OpenWallets', accountId, userId, mode, kind })]
    }
    case 'UserSuspended':
      return event.accountIds.map((accountId) =>
        toWallet({ type: 'RestrictAccount', accountId, kind: 'suspension', scope: 'all' }),
      )
    case 'UserReinstated':
      return event.accountIds.map((accountId) => toWallet({ type: 'LiftRestriction', accountId, kind: 'suspension' }))
    case 'ClosureRequested':
      return event.accountIds.map((accountId) =>
        toWallet({
          type: 'CloseAccount',
          accountId,
          userId: event.userId,
          reason: event.by.kind === 'client' ? 'client_request' : 'staff_decision',
        }),
      )
    case 'AccountKindSet':
      // A market maker has no limits: all of them are absent.
      return [
        toWallet({ type: 'SetAccountLimits', accountId: event.accountId, limits: { version: event.limitsVersion } }),
      ]
    default:
      return []
  }
}

const timerOf = (sessionId: string): string => `session/${sessionId}`

/** One timer a session, moved by every use. */
export function timers(event: IdentityEvent): readonly TimerChange<IdentityCommand>[] {
  switch (event.type) {
    case 'SessionStarted':
      return [expireAt(event, endOf(event))]
    case 'SessionRefreshed':
      return [expireAt(event, event.idleExpiresAt)]
    case 'SessionLoggedOut':
    case 'SessionRevoked':
    case 'SessionExpired':
      return [{ clear: timerOf(event.sessionId) }]
    default:
      return []
  }
}

const expireAt = (
  { userId, sessionId }: { userId: string; sessionId: string },
  dueAt: number,
): TimerChange<IdentityCommand> => ({
  set: timerOf(sessionId),
  dueAt,
  command: { type: 'ExpireSession', userId, sessionId },
})

/** What only one user may hold, in whatever partition. An e-mail enters only as its keyed hash. */
export function claims(command: IdentityCommand): readonly Claim<IdentityRefusal>[] {
  switch (command.type) {
    case 'RegisterUser':
      return [emailClaim(command)]
    case 'BootstrapAdmin':
      return [
        { scope: 'bootstrap', value: command.slot, ownerId: command.userId, taken: refuse('admin_exists') },
        emailClaim(command),
      ]
    case 'CreateApiKey':
      return [{ scope: 'api_key', value: command.prefix, ownerId: command.keyId, taken: refuse('api_keys_max') }]
    default:
      return []
  }
}

const emailClaim = ({ emailKey, userId }: { emailKey: string; userId: string }): Claim<IdentityRefusal> => ({
  scope: 'email',
  value: emailKey,
  ownerId: userId,
  taken: refuse('email_taken'),
})
