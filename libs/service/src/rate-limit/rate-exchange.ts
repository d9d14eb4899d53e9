import type { Log } from '../logging/log'
import type { RateClassName } from './rate-class'
import type { RateLimiter } from './rate-limiter'

/** How many requests of a key were counted in a window. */
export interface RateCount {
  readonly className: RateClassName
  /** Hash of the user or address, base64. */
  readonly key: string
  /** Number of the window since 1970, in windows of the class. */
  readonly window: number
  readonly count: number
}

/** Where instances of a service tell each other what they have counted. */
export interface RateExchange {
  /** Leaves our counts, and answers the sums of the other instances that have changed lately. */
  exchange(own: readonly RateCount[]): Promise<readonly RateCount[]>
}

const EXCHANGE_MS = 1_000

/** Exchanges counts each second. When that fails each instance limits by what it sees itself: loud, but open. */
export class RateExchanger {
  private timer: NodeJS.Timeout | undefined
  private stopped = false
  private failing = false

  constructor(
    private readonly limiter: RateLimiter,
    private readonly exchange: RateExchange,
    private readonly log: Log,
  ) {}

  start(): void {
    this.timer = setTimeout(() => void this.once().then(() => this.stopped || this.start()), EXCHANGE_MS)
    this.timer.unref()
  }

  stop(): void {
    this.stopped = true
    clearTimeout(this.timer)
  }

  async once(): Promise<void> {
    try {
      this.limiter.learn(await this.exchange.exchange(this.limiter.untold()))
      this.failing = false
    } catch (error) {
      if (!this.failing) this.log.warn({ error }, 'rate counts are not exchanged')
      this.failing = true
    }
  }
}
