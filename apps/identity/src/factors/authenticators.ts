import type { Clock } from '@filao/kernel'
import { generateSecret, generateURI, verifySync } from 'otplib'

const ISSUER = 'Filao'
const PERIOD_SECONDS = 30
const CODE = /^\d{6}$/
/** RFC 6238 as every authenticator app does it. */
const TOTP = { algorithm: 'sha1', digits: 6, period: PERIOD_SECONDS } as const

/** Codes of authenticators: RFC 6238 with SHA-1, six digits, steps of 30 s. */
export class Authenticators {
  constructor(private readonly clock: Clock) {}

  /** A new secret of 160 bits, in base32. */
  makeSecret(): string {
    return generateSecret({ length: 20 })
  }

  /** What an app reads from a picture, with the name that it shows. */
  uriOf(secret: string, email: string): string {
    return generateURI({ ...TOTP, issuer: ISSUER, label: email, secret })
  }

  /** The time step that a code is of: the present one, the one before or the one after. Undefined when of none. */
  stepOf(secret: string, code: string): number | undefined {
    if (!CODE.test(code)) return undefined
    const epoch = Math.floor(this.clock.now() / 1000)
    const result = verifySync({ ...TOTP, secret, token: code, epoch, epochTolerance: PERIOD_SECONDS })
    return result.valid && 'timeStep' in result ? result.timeStep : undefined
  }
}
