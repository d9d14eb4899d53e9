import type { FactorProof } from '@filao/identity'
import type { Id, Instant } from '@filao/kernel'
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
  type AuthenticationResponseJSON,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
} from '@simplewebauthn/server'
import type { FactorQueries } from '../read/factor.queries'
import type { PasskeyChallenges } from './passkey-challenges'

const NAME = 'Filao'
/** ES256, EdDSA, RS256 (RFC 9053, RFC 8812): what authenticators have. */
const ALGORITHMS = [-7, -8, -257]

/** The site that passkeys are of: the browser lets no other ask for them. */
export interface RelyingParty {
  /** Host name. */
  readonly id: string
  readonly origin: string
}

/** What a new passkey is, once its first signature has been verified. */
export interface NewPasskey {
  readonly passkeyId: string
  readonly publicKey: string
  readonly signCount: number
  readonly transports: string[]
  readonly challengedAt: Instant
}

/** Where a passkey is shown: when somebody logs in, whoever it is, or within a session. */
export type Showing = 'log-in' | { readonly sessionId: Id }

const purposeOf = (showing: Showing): string => (showing === 'log-in' ? 'log-in' : `step-up/${showing.sessionId}`)

/** Passkeys (WebAuthn level 3), verified outside the rules: they hear which passkey has signed the challenge of what time. */
export class Passkeys {
  constructor(
    private readonly queries: Pick<FactorQueries, 'passkey' | 'passkeyIds'>,
    private readonly challenges: PasskeyChallenges,
    private readonly site: RelyingParty,
  ) {}

  /** What a browser makes a passkey by. An authenticator that has one of the user already makes no second. */
  async creation({
    userId,
    sessionId,
    email,
  }: {
    readonly userId: Id
    readonly sessionId: Id
    readonly email: string
  }): Promise<PublicKeyCredentialCreationOptionsJSON> {
    const known = await this.queries.passkeyIds(userId)
    return generateRegistrationOptions({
      rpName: NAME,
      rpID: this.site.id,
      userName: email,
      userDisplayName: email,
      userID: new Uint8Array(Buffer.from(userId)),
      challenge: new Uint8Array(this.challenges.make(`enrol/${sessionId}`)),
      // Who made the authenticator is nothing that anything depends on, and would tell one user from another.
      attestationType: 'none',
      excludeCredentials: known.map((id) => ({ id })),
      // At a log-in nobody is told which passkeys an e-mail has, so the authenticator must know them itself.
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      supportedAlgorithmIDs: ALGORITHMS,
    })
  }

  /** What a browser answered; undefined when it does not hold. */
  async made(response: RegistrationResponseJSON, sessionId: Id): Promise<NewPasskey | undefined> {
    let challengedAt: Instant | undefined
    const verified = await verifiedOr(() =>
      verifyRegistrationResponse({
        response,
        expectedChallenge: (challenge) => {
          challengedAt = this.challenges.timeOf(challenge, `enrol/${sessionId}`)
          return challengedAt !== undefined
        },
        expectedOrigin: this.site.origin,
        expectedRPID: this.site.id,
        requireUserVerification: true,
        supportedAlgorithmIDs: ALGORITHMS,
      }),
    )
    if (!verified?.verified || challengedAt === undefined) return undefined
    const { id, publicKey, counter } = verified.registrationInfo.credential
    // The browser names it beside what the authenticator says; the library compares the two nowhere.
    if (id !== response.id) return undefined
    return {
      passkeyId: id,
      publicKey: Buffer.from(publicKey).toString('base64url'),
      signCount: counter,
      transports: response.response.transports ?? [],
      challengedAt,
    }
  }

  /** What a browser asks a passkey by. */
  request(showing: Showing): Promise<PublicKeyCredentialRequestOptionsJSON> {
    return generateAuthenticationOptions({
      rpID: this.site.id,
      challenge: new Uint8Array(this.challenges.make(purposeOf(showing))),
      userVerification: 'required',
    })
  }

  /** What a passkey of a user has shown; nothing when it does not hold. Whether it still may is the rules' to say. */
  async proofOf(userId: Id, response: AuthenticationResponseJSON, showing: Showing): Promise<FactorProof> {
    const passkey = await this.queries.passkey(userId, response.id)
    if (!passkey) return {}
    let challengedAt: Instant | undefined
    const verified = await verifiedOr(() =>
      verifyAuthenticationResponse({
        response,
        expectedChallenge: (challenge) => {
          challengedAt = this.challenges.timeOf(challenge, purposeOf(showing))
          return challengedAt !== undefined
        },
        expectedOrigin: this.site.origin,
        expectedRPID: this.site.id,
        // The count is judged by the rules, which know it as of the decision.
        credential: { id: response.id, publicKey: new Uint8Array(passkey.publicKey), counter: 0 },
        requireUserVerification: true,
      }),
    )
    if (!verified?.verified || challengedAt === undefined) return {}
    const { newCounter: signCount } = verified.authenticationInfo
    return { passkey: { credentialId: passkey.credentialId, challengedAt, signCount } }
  }
}

/**
 * The library throws for whatever does not hold, a `TypeError` too for what it cannot read; its answer says so of the
 * signature alone. Nothing but what was sent is read within.
 */
async function verifiedOr<T>(verify: () => Promise<T>): Promise<T | undefined> {
  try {
    return await verify()
  } catch {
    return undefined
  }
}
