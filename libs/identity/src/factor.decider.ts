import type { IdentityCommand, IdentityEvent } from '@filao/contracts'
import { commandHash, type Decision, type Instant } from '@filao/kernel'
import { begunFactor, hasSecondFactor, judgeProof, liveFactor } from './factor.state'
import { refuse, refuseAndRecord, type IdentityRefusal } from './identity.refusals'
import { livePasskeys } from './passkey.state'
import { judgePassword, revokeAll } from './session.decider'
import { endOf } from './session.state'
import { judgeProposal, openProposal, type User } from './user.state'

type CommandOf<T extends IdentityCommand['type']> = Extract<IdentityCommand, { type: T }>
type Decided = Decision<IdentityEvent, IdentityRefusal>

/** A session in which somebody guesses ends with this many wrong codes in a row. */
const WRONG_CODES_MAX = 5

/** The password is asked for again: a session left open must not be enough to lock its user out. */
export function beginFactor(command: CommandOf<'BeginFactor'>, user: User, now: Instant): Decided {
  const { userId, credentialId } = command
  if (user.factors.has(credentialId)) return []
  const wrong = judgePassword(command, command.passwordCorrect, user, now)
  if (wrong) return refuseAndRecord('invalid_credentials', wrong)
  if (liveFactor(user)) return refuse('already_enrolled')
  return [{ type: 'FactorBegun', userId, credentialId, supersedes: begunFactor(user)?.id }]
}

/** In force once a code has shown that the secret has arrived. Whoever enrols has so shown it, in this session too. */
export function enrolFactor(command: CommandOf<'EnrolFactor'>, user: User): Decided {
  const { userId, sessionId, step, recoveryCodeIds } = command
  if (user.status === 'closed') return refuse('user_closed')
  if (liveFactor(user)) return refuse('already_enrolled')
  const session = user.sessions.get(sessionId)
  if (!session) return refuse('session_unknown')
  if (session.status !== 'active') return refuse('session_over')
  const factor = begunFactor(user)
  if (!factor) return refuse('factor_not_begun')
  if (step === undefined) return refuse('wrong_code')
  return [
    { type: 'FactorEnrolled', userId, credentialId: factor.id, kind: 'totp', sessionId, step, recoveryCodeIds },
    // They began with less than what is asked for from now on.
    ...revokeAll(user, 'factor_enrolled', sessionId),
  ]
}

/** Only a client goes on without one: staff lose a factor to have another. */
export function removeFactor({ userId, sessionId }: CommandOf<'RemoveFactor'>, user: User): Decided {
  const factor = liveFactor(user)
  if (!factor) return refuse('factor_not_enrolled')
  return [{ type: 'FactorRemoved', userId, credentialId: factor.id }, ...revokeAll(user, 'factor_removed', sessionId)]
}

/**
 * By two admins, who have made sure of who asks: the first proposes, a second, different one resets. Nobody is let in by
 * it: the password is asked for as before, and whoever needs a second factor enrols one first.
 */
export function resetFactor({ userId, proposalId, by, reason }: CommandOf<'ResetFactor'>, user: User): Decided {
  if (user.status === 'closed') return refuse('user_closed')
  const [first, ...others] = [liveFactor(user), ...livePasskeys(user)].flatMap((factor) => factor?.id ?? [])
  if (first === undefined) return refuse('factor_not_enrolled')
  const about = { userId, credentialId: first }
  // Of all that there are now: a factor that is enrolled meanwhile is not what the first has seen.
  const hash = commandHash({ command: 'ResetFactor', userId, credentialIds: [first, ...others] })
  const open = openProposal(user, ({ kind }) => kind === 'factor_reset')
  const verdict = judgeProposal({ by, commandHash: hash }, open, user)
  if (verdict === 'owner' || verdict === 'same_approver') return refuse('same_approver')
  const proposed = { ...about, proposalId, commandHash: hash, proposedBy: by, reason, supersedes: open?.id }
  if (verdict === 'first') return [{ type: 'FactorResetProposed', ...proposed }]
  const agreed = { proposalId: open!.id, commandHash: hash, proposedBy: open!.proposedBy, approvedBy: by }
  return [
    { type: 'FactorReset', ...about, email: user.profile.email, ...agreed },
    ...others.map((credentialId): IdentityEvent => ({ type: 'PasskeyRemoved', userId, credentialId })),
    // Whoever found the authenticator may be in one of them.
    ...revokeAll(user, 'factor_reset'),
  ]
}

export function renewRecoveryCodes(command: CommandOf<'RenewRecoveryCodes'>, user: User): Decided {
  const { userId, recoveryCodeIds } = command
  if (!hasSecondFactor(user)) return refuse('factor_not_enrolled')
  if (recoveryCodeIds.some((id) => user.recoveryCodes.has(id))) return []
  return [{ type: 'RecoveryCodesRenewed', userId, recoveryCodeIds }]
}

export function stepUp(command: CommandOf<'StepUp'>, user: User, now: Instant): Decided {
  const { userId, sessionId, step, recoveryCodeId, passkey } = command
  const session = user.sessions.get(sessionId)
  if (!session) return refuse('session_unknown')
  if (session.status !== 'active') return refuse('session_over')
  if (now >= endOf(session)) return refuseAndRecord('session_over', [{ type: 'SessionExpired', userId, sessionId }])
  if (!hasSecondFactor(user)) return refuse('factor_not_enrolled')
  const reason = judgeProof(user, command)
  if (reason === undefined) return [{ type: 'StepUpVerified', userId, sessionId, step, recoveryCodeId, passkey }]
  const failedCount = session.wrongCodes + (reason === 'wrong_code' ? 1 : 0)
  const failed: IdentityEvent = { type: 'SecondFactorFailed', userId, sessionId, reason, failedCount }
  if (failedCount < WRONG_CODES_MAX) return refuseAndRecord(reason, [failed])
  return refuseAndRecord(reason, [failed, { type: 'SessionRevoked', userId, sessionId, reason: 'wrong_codes' }])
}
