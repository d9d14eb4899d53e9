import { BackgroundWork, type WorkLog } from '@filao/service'
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common'
import type { QuoteViewers, Viewed } from '../store/quote-viewers.store'

const INTERVAL_MS = 1_000
/** A lease outlives a few renewals that fail, and not for long the instance that took it. */
export const LEASE_MS = 15_000
const RENEWAL_MS = 5_000

/**
 * Tells all instances what the readers of this one look at, so that whoever owns the connection asks the provider for it.
 * Nothing is written while nobody looks.
 */
export class ViewerLeases implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly work: BackgroundWork
  private leased = ''
  private renewAt = -Infinity

  constructor(
    private readonly watch: { viewed(): readonly Viewed[] },
    private readonly leases: Pick<QuoteViewers, 'lease'>,
    private readonly log: WorkLog,
  ) {
    this.work = new BackgroundWork(log, {
      failing: 'what is looked at could not be told',
      intervalMs: INTERVAL_MS,
      round: () => this.tell(performance.now()),
    })
  }

  onApplicationBootstrap(): void {
    this.work.start()
  }

  /** Streams end before the server closes; what is left here would keep their symbols wanted for as long as the lease. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.work.stop()
    if (this.leased === '') return
    await this.leases
      .lease([], LEASE_MS)
      .catch((error: unknown) => this.log.warn({ error }, 'leases are left to run out'))
  }

  /** What has changed is told at once, the same again when its lease has lasted a while. */
  async tell(now: number): Promise<void> {
    const viewed = this.watch.viewed()
    const text = viewed.map(({ symbol, viewers }) => `${symbol} ${viewers}`).join()
    if (text === this.leased && (text === '' || now < this.renewAt)) return
    await this.leases.lease(viewed, LEASE_MS)
    this.leased = text
    this.renewAt = now + RENEWAL_MS
  }
}
