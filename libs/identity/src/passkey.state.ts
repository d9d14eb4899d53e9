import type { IdentityEvent } from '@filao/contracts'
import type { Instant } from '@filao/kernel'

type Enrolled = Extract<IdentityEvent, { type: 'PasskeyEnrolled' }>

/** A passkey as rules see it: which challenge it has signed last, and how often its authenticator says it has signed. */
export interface Passkey extends Pick<Enrolled, 'passkeyId' | 'publicKey' | 'transports' | 'label' | 'signCount'> {
  readonly id: string
  readonly enrolledAt: Instant
  /** Time of the newest challenge that it has signed: that one and all before it are used up. */
  readonly challengedAt: Instant
  readonly lastUsedAt?: Instant | undefined
  readonly removedAt?: Instant | undefined
}

/** That a passkey has signed the challenge of a time. */
export interface PasskeyProof {
  readonly credentialId: string
  readonly challengedAt: Instant
  readonly signCount: number
}

/** The part of a user that is about passkeys. */
export interface PasskeyHolder {
  readonly passkeys: ReadonlyMap<string, Passkey>
}

export const livePasskeys = (user: PasskeyHolder): Passkey[] =>
  [...user.passkeys.values()].filter(({ removedAt }) => removedAt === undefined)

/**
 * Why a passkey does not do. A challenge is signed once. A count that does not rise comes from a copy of the authenticator
 * or of an old answer; one that stays 0 is of an authenticator that does not count (WebAuthn level 3, 6.1.1).
 */
export function judgePasskey(user: PasskeyHolder, proof: PasskeyProof): 'wrong_code' | 'code_used' | undefined {
  const passkey = livePasskeys(user).find(({ id }) => id === proof.credentialId)
  if (!passkey) return 'wrong_code'
  if (proof.challengedAt <= passkey.challengedAt) return 'code_used'
  const counts = proof.signCount > 0 || passkey.signCount > 0
  return counts && proof.signCount <= passkey.signCount ? 'code_used' : undefined
}

export function passkeyEnrolled<User extends PasskeyHolder>(user: User, event: Enrolled, now: Instant): User {
  const { credentialId: id, passkeyId, publicKey, transports, label, signCount, challengedAt } = event
  const passkey = {
    id,
    passkeyId,
    publicKey,
    transports,
    label,
    signCount,
    challengedAt,
    enrolledAt: now,
    lastUsedAt: now,
  }
  return { ...user, passkeys: new Map(user.passkeys).set(id, passkey) }
}

export function passkeyUsed<User extends PasskeyHolder>(
  user: User,
  { credentialId, challengedAt, signCount }: PasskeyProof,
  now: Instant,
): User {
  return changed(user, credentialId, { challengedAt, signCount, lastUsedAt: now })
}

export const passkeyRemoved = <User extends PasskeyHolder>(user: User, credentialId: string, now: Instant): User =>
  changed(user, credentialId, { removedAt: now })

function changed<User extends PasskeyHolder>(user: User, id: string, change: Partial<Passkey>): User {
  const passkey = user.passkeys.get(id)
  if (!passkey) return user
  return { ...user, passkeys: new Map(user.passkeys).set(id, { ...passkey, ...change }) }
}
