import { hash, verify, type Algorithm } from '@node-rs/argon2'
import type { Clock } from '@filao/kernel'
import { Problem } from '@filao/service'

/** OWASP's figures for argon2id: 19 MiB, two passes, one lane. */
const OPTIONS = { algorithm: 2 as Algorithm.Argon2id, memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 } as const
/** Each takes 19 MiB and tens of milliseconds; beyond this number of them nobody is served better by queueing. */
const IN_FLIGHT_MAX = 32

/** Makes and compares password hashes, a bounded number at a time. */
export class Passwords {
  private inFlight = 0
  private dummy: Promise<string> | undefined

  /** PHC string of a password. */
  hash(password: string): Promise<string> {
    return this.bounded(() => hash(password, OPTIONS))
  }

  /** Compares with a hash; without one takes the same time and says no, so that time does not tell who exists. */
  async isRight(password: string, phc: string | undefined): Promise<boolean> {
    this.dummy ??= hash('nobody has this password', OPTIONS)
    const against = phc ?? (await this.dummy)
    const right = await this.bounded(() => verify(against, password))
    return right && phc !== undefined
  }

  private async bounded<T>(work: () => Promise<T>): Promise<T> {
    if (this.inFlight >= IN_FLIGHT_MAX) {
      throw new Problem(503, 'overloaded', 'Too many log-ins at once. Try again.', { headers: { 'retry-after': '1' } })
    }
    this.inFlight += 1
    try {
      return await work()
    } finally {
      this.inFlight -= 1
    }
  }
}

const WRONG_MAX = 50
const WINDOW_MS = 15 * 60_000
const ADDRESSES_MAX = 100_000

/** Wrong passwords by address: whoever tries many accounts from one place is stopped before any of them locks. */
export class WrongPasswords {
  private readonly byAddress = new Map<string, { count: number; until: number }>()

  constructor(private readonly clock: Clock) {}

  /** Throws 429 when an address has been wrong too often. */
  check(address: string): void {
    const entry = this.byAddress.get(address)
    const left = entry === undefined ? 0 : entry.until - this.clock.now()
    if (left <= 0 || entry!.count < WRONG_MAX) return
    throw new Problem(429, 'too-many-requests', 'Too many wrong passwords from this address.', {
      headers: { 'retry-after': String(Math.ceil(left / 1000)) },
    })
  }

  record(address: string): void {
    const now = this.clock.now()
    const entry = this.byAddress.get(address)
    if (entry && entry.until > now) entry.count += 1
    else this.begin(address, now)
  }

  private begin(address: string, now: number): void {
    // Deleted first, so that the oldest window stands first and is the one to go.
    this.byAddress.delete(address)
    if (this.byAddress.size >= ADDRESSES_MAX) this.byAddress.delete(this.byAddress.keys().next().value!)
    this.byAddress.set(address, { count: 1, until: now + WINDOW_MS })
  }
}
