import type { Fault } from '@filao/testing/simulators'
import type { Faults } from './faults'

const RETRY_DELAYS_MS = [200, 400, 800, 1_500, 3_000, 5_000]
const ATTEMPTS_MAX = 40
const DELAY_MS = 1_500
/** Older than any window that a receiver may have. */
const STALE_MS = 3_600_000

/** One notification, as it is to be sent: signed anew with each attempt. */
export interface Outgoing {
  readonly id: string
  /** Of the payment that it is about: faults may be ordered by it, and what overtakes it is about the same. */
  readonly amount: string
  readonly request: (signing: { readonly now: number; readonly isForged: boolean }) => {
    readonly headers: Record<string, string>
    readonly body: string
  }
}

/** Tells the platform what has happened, until it has said that it knows; or misbehaves as it was told to. */
export class Notifier {
  private readonly held = new Map<string, Outgoing>()
  private readonly timers = new Set<NodeJS.Timeout>()
  private isStopped = false

  constructor(
    private readonly url: string,
    private readonly faults: Faults,
    /** Told once the platform has taken a notification, or nobody will ever send it. */
    private readonly settled: (id: string, isTaken: boolean) => void,
  ) {}

  notify(outgoing: Outgoing): void {
    const { id, amount } = outgoing
    const isHit = (fault: Fault): boolean => this.faults.take(fault, amount)
    if (isHit('drop')) return this.settled(id, false)
    // Kept until the next one has gone, so that the two arrive in the wrong order; alone it goes a little later.
    if (!this.held.has(amount) && isHit('reorder')) {
      this.held.set(amount, outgoing)
      return this.later(DELAY_MS, () => this.release(amount))
    }
    if (isHit('bad_signature')) void this.send(outgoing, { isForged: true })
    if (isHit('stale_timestamp')) void this.send(outgoing, { now: Date.now() - STALE_MS })
    if (isHit('delay')) return this.later(DELAY_MS, () => void this.deliver(outgoing, 0))
    if (isHit('duplicate')) void this.send(outgoing)
    void this.deliver(outgoing, 0).then(() => this.release(amount))
  }

  stop(): void {
    this.isStopped = true
    for (const timer of this.timers) clearTimeout(timer)
  }

  private release(amount: string): void {
    const held = this.held.get(amount)
    this.held.delete(amount)
    if (held) void this.deliver(held, 0)
  }

  /** Settles once it has been sent, whether it was taken or goes again. */
  private async deliver(outgoing: Outgoing, attempt: number): Promise<void> {
    const taken = await this.send(outgoing)
    // Whoever goes on from the books tells it again.
    if (this.isStopped) return
    if (taken || attempt >= ATTEMPTS_MAX) return this.settled(outgoing.id, taken)
    const pause = RETRY_DELAYS_MS[Math.min(attempt, RETRY_DELAYS_MS.length - 1)]!
    this.later(pause, () => void this.deliver(outgoing, attempt + 1))
  }

  private async send(
    { request }: Outgoing,
    { now = Date.now(), isForged = false }: { readonly now?: number; readonly isForged?: boolean } = {},
  ): Promise<boolean> {
    const { headers, body } = request({ now, isForged })
    try {
      const answer = await fetch(this.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body,
        signal: AbortSignal.timeout(5_000),
      })
      await answer.arrayBuffer()
      return answer.ok
    } catch {
      return false
    }
  }

  private later(ms: number, work: () => void): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer)
      work()
    }, ms)
    this.timers.add(timer)
  }
}
