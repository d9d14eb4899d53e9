import type { IdentityCommand, IdentityEvent } from '@filao/contracts'
import type { Decision, Instant } from '@filao/kernel'
import { hasSecondFactor } from './factor.state'
import { refuse, refuseAndRecord, type IdentityRefusal } from './identity.refusals'
import { livePasskeys } from './passkey.state'
import { judgePassword, revokeAll } from './session.decider'
import type { User } from './user.state'

type CommandOf<T extends IdentityCommand['type']> = Extract<IdentityCommand, { type: T }>
type Decided = Decision<IdentityEvent, IdentityRefusal>

export const PASSKEYS_MAX = 10
/** How long what was shown of a second factor opens what asks for it (domain.md 2). */
const STEP_UP_MS = 5 * 60_000

/**
 * The password is asked for again, and of whoever has a second factor that too: a session left open must not be enough to
 * give its finder a factor of their own.
 */
export function enrolPasskey(command: CommandOf<'EnrolPasskey'>, user: User, now: Instant): Decided {
  const { userId, sessionId, credentialId } = command
  if (user.passkeys.has(credentialId)) return []
  const wrong = judgePassword(command, command.passwordCorrect, user, now)
  if (wrong) return refuseAndRecord('invalid_credentials', wrong)
  const session = user.sessions.get(sessionId)
  if (!session) return refuse('session_unknown')
  if (session.status !== 'active') return refuse('session_over')
  const isFurther = hasSecondFactor(user)
  if (isFurther && now - (session.secondFactorAt ?? 0) > STEP_UP_MS) return refuse('step_up_required')
  if (livePasskeys(user).length >= PASSKEYS_MAX) return refuse('passkeys_max')
  const { passkeyId, publicKey, signCount, transports, label, challengedAt } = command
  const recoveryCodeIds = isFurther ? [] : command.recoveryCodeIds
  const about = { passkeyId, publicKey, signCount, transports, label, challengedAt }
  return [
    { type: 'PasskeyEnrolled', userId, credentialId, sessionId, ...about, recoveryCodeIds },
    // They began with less than what is asked for from now on.
    ...(isFurther ? [] : revokeAll(user, 'factor_enrolled', sessionId)),
  ]
}

export function removePasskey(command: CommandOf<'RemovePasskey'>, user: User): Decided {
  const { userId, sessionId, credentialId } = command
  const passkey = user.passkeys.get(credentialId)
  if (!passkey) return refuse('passkey_unknown')
  if (passkey.removedAt !== undefined) return []
  return [{ type: 'PasskeyRemoved', userId, credentialId }, ...revokeAll(user, 'factor_removed', sessionId)]
}
