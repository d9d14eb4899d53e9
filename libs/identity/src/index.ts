import type { IdentityCommand, IdentityEvent } from '@filao/contracts'
import type { Rules } from '@filao/kernel'
import { decide } from './identity.decider'
import { violation } from './identity.invariants'
import { claims, reactions, timers } from './identity.reactions'
import type { IdentityRefusal } from './identity.refusals'
import { evolve, type UserState } from './user.state'

/** All that identity decides: users with their accounts, sessions, roles and keys. One aggregate a user. */
export const identityRules: Rules<IdentityCommand, IdentityEvent, UserState, IdentityRefusal> = {
  decider: { initial: () => undefined, decide, evolve },
  aggregateOf: ({ userId }) => userId,
  reactions,
  timers,
  claims,
  violation,
}

export { isUnderAge } from './user.decider'
export { identityRefusals, type IdentityRefusal } from './identity.refusals'
export {
  type ApiKey,
  type IdentityChange,
  type Proposal,
  type RoleGrant,
  type TradingAccount,
  type User,
  type UserState,
} from './user.state'
export { hasSecondFactor, type Factor, type FactorProof, type RecoveryCode } from './factor.state'
export type { Passkey } from './passkey.state'
export type { PasswordCredential, Session } from './session.state'
export { allPreferences, isFixed, placeOf } from './notification.state'
export { SENDS_MAX as TOKENS_LOADED, type UserToken } from './token.state'
