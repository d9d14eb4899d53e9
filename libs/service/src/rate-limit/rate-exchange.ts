import { BackgroundWork, type WorkLog } from '../work/background-work'
import type { RateCount, RateLimiter } from './rate-limiter'

/** Where instances of a service tell each other what they have counted. */
export interface RateExchange {
  /** Leaves our counts, and answers the sums of the other instances that have changed lately. */
  exchange(own: readonly RateCount[]): Promise<readonly RateCount[]>
}

const EXCHANGE_MS = 1_000

/** Exchanges counts each second. When that fails each instance limits by what it sees itself: loud, but open. */
export class RateExchanger {
  private readonly work: BackgroundWork

  constructor(
    private readonly limiter: RateLimiter,
    private readonly exchange: RateExchange,
    log: WorkLog,
  ) {
    this.work = new BackgroundWork(log, {
      failing: 'rate counts are not exchanged',
      intervalMs: EXCHANGE_MS,
      startsAfterMs: EXCHANGE_MS,
      round: () => this.once(),
    })
  }

  start(): void {
    this.work.start()
  }

  stop(): Promise<void> {
    return this.work.stop()
  }

  async once(): Promise<void> {
    this.limiter.learn(await this.exchange.exchange(this.limiter.untold()))
  }
}
