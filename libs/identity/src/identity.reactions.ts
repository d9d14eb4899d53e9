import {
  isSealed,
  type ComplianceCommand,
  type IdentityCommand,
  type IdentityEvent,
  type WalletCommand,
} from '@filao/contracts'
import { partitionOf, sha256, type Claim, type Reaction, type TimerChange } from '@filao/kernel'
import { refuse, type IdentityRefusal } from './identity.refusals'
import { endOf } from './session.state'

const toWallet = (command: Extract<WalletCommand, { accountId: string }>): Reaction => ({
  to: 'wallet',
  partition: partitionOf(command.accountId),
  command,
})

const toCompliance = (command: Extract<ComplianceCommand, { userId: string }>): Reaction => ({
  to: 'compliance',
  partition: partitionOf(command.userId),
  command,
})

/**
 * Event → commands: what a user may do with money follows what the user is, and compliance hears who its clients are.
 */
export function reactions(event: IdentityEvent): readonly Reaction[] {
  switch (event.type) {
    case 'UserRegistered':
      return event.kind === 'client' ? [toCompliance(subjectOf(event))] : []
    case 'IdentityChanged':
    case 'ProfileUpdated':
      return toldOf(event) ? [toCompliance(subjectOf(event))] : []
    case 'AccountOpened': {
      const { accountId, userId, mode, kind } = event
      return [toWallet({ type: 'OpenWallets', accountId, userId, mode, kind })]
    }
    case 'UserSuspended':
      return [
        ...event.accountIds.map((accountId) =>
          toWallet({ type: 'RestrictAccount', accountId, kind: 'suspension', scope: 'all' }),
        ),
        toCompliance({ type: 'RecordUserStatus', userId: event.userId, status: 'suspended' }),
      ]
    case 'UserReinstated':
      return [
        ...event.accountIds.map((accountId) => toWallet({ type: 'LiftRestriction', accountId, kind: 'suspension' })),
        toCompliance({ type: 'RecordUserStatus', userId: event.userId, status: event.status }),
      ]
    case 'UserClosed':
      return [toCompliance({ type: 'RecordUserStatus', userId: event.userId, status: 'closed' })]
    case 'ClosureRequested':
      return event.accountIds.map((accountId) =>
        toWallet({
          type: 'CloseAccount',
          accountId,
          userId: event.userId,
          reason: event.by.kind === 'client' ? 'client_request' : 'staff_decision',
        }),
      )
    case 'AccountKindSet': {
      // Of a market maker wallet judges no limits.
      const { accountId, kind, kindVersion: version } = event
      return [toWallet({ type: 'RecordAccountKind', accountId, kind, version })]
    }
    default:
      return []
  }
}

type Known = Extract<IdentityEvent, { type: 'UserRegistered' | 'ProfileUpdated' | 'IdentityChanged' }>

/** What compliance knows of a client; a profile update says only what has changed. */
function subjectOf(event: Known): Extract<ComplianceCommand, { type: 'RegisterSubject' }> {
  const { userId, firstName, lastName, dateOfBirth, nationality, residentialAddress } = event
  const residence =
    residentialAddress === undefined || isSealed(residentialAddress) ? undefined : residentialAddress.country
  return { type: 'RegisterSubject', userId, firstName, lastName, dateOfBirth, nationality, residence }
}

/** Of a new telephone number compliance need not hear. */
const toldOf = ({ firstName, lastName, dateOfBirth, nationality, residentialAddress }: Known): boolean =>
  [firstName, lastName, dateOfBirth, nationality, residentialAddress].some((value) => value !== undefined)

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
    case 'ChangeEmail':
      return [emailClaim(command)]
    case 'ChangeContact': {
      const { userId, emailKey } = command
      return emailKey === undefined ? [] : [emailClaim({ userId, emailKey })]
    }
    case 'BootstrapAdmin':
      return [
        { scope: 'bootstrap', value: command.slot, ownerId: command.userId, taken: refuse('admin_exists') },
        emailClaim(command),
      ]
    case 'EnrolPasskey':
      return [
        {
          scope: 'passkey',
          // A name is longer than a claim may be.
          value: sha256(command.passkeyId),
          ownerId: command.credentialId,
          taken: refuse('passkey_taken'),
        },
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
