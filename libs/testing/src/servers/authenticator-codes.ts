import { generateSync } from 'otplib'

const STEP_MS = 30_000
/** A code may be this long on its way. */
const ON_THE_WAY_MS = 10_000
const stepOf = (instant: number): number => Math.floor(instant / STEP_MS)

/**
 * Codes of authenticators (RFC 6238) for programs that log in as somebody. A platform takes each time step once, so each
 * is used once: one more at a time than there is time, as the step ahead is believed, then one in 30 s.
 */
export class AuthenticatorCodes {
  private readonly lastSteps = new Map<string, number>()

  /** A code that this process has not used. May wait for its time. Secrets are base32. */
  async next(secret: string): Promise<string> {
    const present = stepOf(Date.now())
    return this.of(secret, Math.max(present, (this.lastSteps.get(secret) ?? present - 1) + 1))
  }

  /**
   * The first code of a new authenticator: the one before the present, so that the next need not wait; before the turn of
   * a step the present one, as the one before would be too old when it arrives.
   */
  first(secret: string): Promise<string> {
    return this.of(secret, stepOf(Date.now() + ON_THE_WAY_MS) - 1)
  }

  private async of(secret: string, step: number): Promise<string> {
    // Noted before the wait: whoever asks meanwhile gets the step after it.
    this.lastSteps.set(secret, step)
    const earliest = (step - 1) * STEP_MS
    const left = earliest - Date.now()
    if (left > 0) await new Promise((resolve) => setTimeout(resolve, left + 50))
    return generateSync({ secret, epoch: (step * STEP_MS) / 1000 })
  }
}
