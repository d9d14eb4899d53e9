import type { Role } from '@filao/contracts'
import type { Clock, Id, Instant } from '@filao/kernel'
import { SignJWT } from 'jose'
import { randomUUID } from 'node:crypto'
import type { SigningKeys } from './signing-keys'

/** Seconds that an access token lives. */
export const ACCESS_TOKEN_SECONDS = 15 * 60

/** Seconds of a token that an API key was exchanged for: a revoked key is worth nothing a minute later. */
export const API_KEY_TOKEN_SECONDS = 60

/** Who a token speaks for. */
export interface TokenSubject {
  readonly userId: Id
  /** The session, or the key of a program: what is revoked. */
  readonly sessionId: Id
  readonly roles: readonly Role[]
  /** Whether the caller's approval counts as that of senior management. */
  readonly isSeniorManagement: boolean
  readonly accountId?: Id | undefined
  readonly accountType: string
  readonly kycStatus: string
  /** How the caller proved to be themselves (RFC 8176). */
  readonly methods: readonly string[]
  readonly authenticatedAt: Instant
  /** When a second factor was shown last in the session. */
  readonly secondFactorAt?: Instant | undefined
  /** What a program may do; absent for a person, who may do what their roles may. */
  readonly scopes?: readonly string[]
}

/** Signs access tokens: JWT, EdDSA. */
export class AccessTokens {
  constructor(
    private readonly keys: SigningKeys,
    private readonly issued: { readonly issuer: string; readonly audience: string; readonly clock: Clock },
  ) {}

  sign(subject: TokenSubject, lifeSeconds = ACCESS_TOKEN_SECONDS): Promise<string> {
    const { current } = this.keys
    const now = Math.floor(this.issued.clock.now() / 1000)
    const claims = {
      sid: subject.sessionId,
      roles: [...subject.roles],
      ...(subject.isSeniorManagement ? { senior_management: true } : {}),
      ...(subject.accountId === undefined ? {} : { accountId: subject.accountId }),
      accountType: subject.accountType,
      kyc: subject.kycStatus,
      amr: [...subject.methods],
      auth_time: Math.floor(subject.authenticatedAt / 1000),
      ...(subject.secondFactorAt === undefined
        ? {}
        : { second_factor_time: Math.floor(subject.secondFactorAt / 1000) }),
      ...(subject.scopes ? { scopes: [...subject.scopes] } : {}),
    }
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'EdDSA', kid: current.kid, typ: 'JWT' })
      .setIssuer(this.issued.issuer)
      .setAudience(this.issued.audience)
      .setSubject(subject.userId)
      .setIssuedAt(now)
      .setExpirationTime(now + lifeSeconds)
      .setJti(randomUUID())
      .sign(current.privateKey)
  }
}
