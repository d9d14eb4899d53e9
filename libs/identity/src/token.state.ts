import type { IdentityEvent, UserTokenKind } from '@filao/contracts'
import type { Id, Instant } from '@filao/kernel'

type Issued = Extract<IdentityEvent, { type: 'TokenIssued' }>

/** A one-time token as far as rules see it. What was sent is derived outside of them; its hash is in its row alone. */
export interface UserToken {
  readonly id: Id
  readonly kind: UserTokenKind
  readonly sentTo: Issued['sentTo']
  /** Wrong tries; of codes that are typed. */
  readonly attempts: number
  readonly issuedAt: Instant
  readonly expiresAt: Instant
  readonly usedAt?: Instant | undefined
}

/** Tokens that may be sent within an hour, of one kind; as many are looked at. */
export const SENDS_MAX = 3
export const SENDS_WINDOW_MS = 60 * 60_000

/** Two of one millisecond are told apart by a moment: which is the newest must be known. */
export function issued(tokens: ReadonlyMap<Id, UserToken>, event: Issued, now: Instant): UserToken {
  const { tokenId: id, kind, sentTo, expiresAt } = event
  const [newest] = newestFirst(tokens, kind)
  return { id, kind, sentTo, attempts: 0, issuedAt: Math.max(now, (newest?.issuedAt ?? 0) + 1), expiresAt }
}

/** The tokens of a kind, the newest first. */
export const newestFirst = (tokens: ReadonlyMap<Id, UserToken>, kind: UserTokenKind): UserToken[] =>
  [...tokens.values()].filter((token) => token.kind === kind).sort((a, b) => b.issuedAt - a.issuedAt)
