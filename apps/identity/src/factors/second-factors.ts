import { Sealed, type Personal } from '@filao/contracts'
import type { Sealer } from '@filao/engine'
import type { FactorProof } from '@filao/identity'
import type { Id } from '@filao/kernel'
import type { FactorQueries, FactorSecret } from '../read/factor.queries'
import type { Authenticators } from './authenticators'
import { RecoveryCodes } from './recovery-codes'

/** Stands in the place of a message's type: the secret opens in its own row alone. */
const PLACE = 'identity.credentials.secret'

/** What somebody shows as a second factor, compared outside the rules: they hear of a step or a code's id, never of a code. */
export class SecondFactors {
  constructor(
    private readonly queries: FactorQueries,
    private readonly authenticators: Authenticators,
    private readonly keys: Sealer,
  ) {}

  /** A secret as it may be stored: sealed with its user's key. */
  async seal(userId: Id, credentialId: string, secret: string): Promise<Sealed> {
    await this.keys.ready([userId])
    const json = JSON.stringify(secret)
    return this.keys.seal(userId, PLACE)({ scope: 'cdd', pointer: `/${credentialId}`, json })
  }

  /** What a code shows of the factor in force; nothing when it is wrong. */
  async proofOf(userId: Id, code: string): Promise<FactorProof> {
    const hash = RecoveryCodes.hashIn(code)
    if (hash !== undefined) return { recoveryCodeId: await this.queries.recoveryCode(userId, hash) }
    return { step: await this.stepOf(userId, await this.queries.live(userId), code) }
  }

  /** The time step that a code of the factor that waits for its first one is of. */
  async firstStep(userId: Id, code: string): Promise<number | undefined> {
    return this.stepOf(userId, await this.queries.begun(userId), code)
  }

  private async stepOf(userId: Id, factor: FactorSecret | undefined, code: string): Promise<number | undefined> {
    const secret = factor && (await this.open(userId, factor))
    return secret === undefined ? undefined : this.authenticators.stepOf(secret, code.trim())
  }

  private async open(userId: Id, { credentialId, secret }: FactorSecret): Promise<string | undefined> {
    await this.keys.ready([userId])
    const sealed: Personal<string> = Sealed.parse(secret)
    const json = this.keys.open(userId, PLACE)({ scope: 'cdd', pointer: `/${credentialId}`, sealed })
    return json === undefined ? undefined : (JSON.parse(json) as string)
  }
}
