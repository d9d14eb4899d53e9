import type { Instant } from '@filao/kernel'
import { judgePasskey, livePasskeys, passkeyUsed, type PasskeyHolder, type PasskeyProof } from './passkey.state'

/** An authenticator as far as rules see it: which time step was used last. Its secret is in its row alone. */
export interface Factor {
  readonly id: string
  readonly begunAt: Instant
  /** The time step of the newest code that was taken; absent while none has been shown: the factor is not in force. */
  readonly lastStep?: number | undefined
  readonly lastUsedAt?: Instant | undefined
  readonly removedAt?: Instant | undefined
}

/** A code for whoever has lost the authenticator. It ends with its use, or with the factor. */
export interface RecoveryCode {
  readonly id: string
  readonly lastUsedAt?: Instant | undefined
  readonly endedAt?: Instant | undefined
}

/** What showed a second factor. */
export interface FactorProof {
  readonly step?: number | undefined
  readonly recoveryCodeId?: string | undefined
  readonly passkey?: PasskeyProof | undefined
}

/** The part of a user that is about second factors. */
export interface FactorHolder extends PasskeyHolder {
  readonly factors: ReadonlyMap<string, Factor>
  /** For whoever has lost the authenticator. */
  readonly recoveryCodes: ReadonlyMap<string, RecoveryCode>
}

const standing = (user: FactorHolder): Factor[] =>
  [...user.factors.values()].filter(({ removedAt }) => removedAt === undefined)

/** The factor in force. */
export const liveFactor = (user: FactorHolder): Factor | undefined =>
  standing(user).find(({ lastStep }) => lastStep !== undefined)
/** The one that waits for its first code. */
export const begunFactor = (user: FactorHolder): Factor | undefined =>
  standing(user).find(({ lastStep }) => lastStep === undefined)

/** Whether anything is asked for beside the password. */
export const hasSecondFactor = (user: FactorHolder): boolean =>
  liveFactor(user) !== undefined || livePasskeys(user).length > 0

/** Why a proof does not do: nothing was shown, or what was shown has been used. A step is used with all before it. */
export function judgeProof(user: FactorHolder, proof: FactorProof): 'wrong_code' | 'code_used' | undefined {
  const { step, recoveryCodeId, passkey } = proof
  if (passkey) return judgePasskey(user, passkey)
  if (step !== undefined) return step > (liveFactor(user)?.lastStep ?? Infinity) ? undefined : 'code_used'
  if (recoveryCodeId === undefined) return 'wrong_code'
  const code = user.recoveryCodes.get(recoveryCodeId)
  if (!code) return 'wrong_code'
  return code.endedAt === undefined ? undefined : 'code_used'
}

/** The user without what a proof has used up. */
export function spent<User extends FactorHolder>(
  user: User,
  { step, recoveryCodeId, passkey }: FactorProof,
  now: Instant,
): User {
  if (passkey) return passkeyUsed(user, passkey, now)
  const factor = liveFactor(user)
  if (step !== undefined && factor) {
    return { ...user, factors: new Map(user.factors).set(factor.id, { ...factor, lastStep: step, lastUsedAt: now }) }
  }
  const code = recoveryCodeId === undefined ? undefined : user.recoveryCodes.get(recoveryCodeId)
  if (!code) return user
  const used = { ...code, lastUsedAt: now, endedAt: now }
  return { ...user, recoveryCodes: new Map(user.recoveryCodes).set(code.id, used) }
}

export function begun<User extends FactorHolder>(
  user: User,
  { credentialId, supersedes }: { readonly credentialId: string; readonly supersedes?: string | undefined },
  now: Instant,
): User {
  const factors = new Map(user.factors).set(credentialId, { id: credentialId, begunAt: now })
  const older = supersedes === undefined ? undefined : factors.get(supersedes)
  if (older) factors.set(older.id, { ...older, removedAt: now })
  return { ...user, factors }
}

export function enrolled<User extends FactorHolder>(
  user: User,
  event: { readonly credentialId: string; readonly step: number; readonly recoveryCodeIds: readonly string[] },
  now: Instant,
): User {
  const factor = user.factors.get(event.credentialId)
  if (!factor) return user
  const factors = new Map(user.factors).set(factor.id, { ...factor, lastStep: event.step, lastUsedAt: now })
  return renewed({ ...user, factors }, event, now)
}

/** With these codes and no older ones. */
export function renewed<User extends FactorHolder>(
  user: User,
  { recoveryCodeIds }: { readonly recoveryCodeIds: readonly string[] },
  now: Instant,
): User {
  const recoveryCodes = ended(user.recoveryCodes, now)
  for (const id of recoveryCodeIds) recoveryCodes.set(id, { id })
  return { ...user, recoveryCodes }
}

function ended(codes: ReadonlyMap<string, RecoveryCode>, now: Instant): Map<string, RecoveryCode> {
  return new Map([...codes].map(([id, code]) => [id, { ...code, endedAt: code.endedAt ?? now }]))
}

export function removed<User extends FactorHolder>(
  user: User,
  { credentialId }: { readonly credentialId: string },
  now: Instant,
): User {
  const factor = user.factors.get(credentialId)
  if (!factor) return user
  const factors = new Map(user.factors).set(factor.id, { ...factor, removedAt: now })
  return withoutIdleCodes({ ...user, factors }, now)
}

/** Recovery codes stand for the second factors: with the last of those they end. */
export const withoutIdleCodes = <User extends FactorHolder>(user: User, now: Instant): User =>
  hasSecondFactor(user) ? user : { ...user, recoveryCodes: ended(user.recoveryCodes, now) }
