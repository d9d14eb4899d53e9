import { PublisherDead, type EventPublisher, type OutRecord } from '../seam'
import type { Faults } from './faults'

/** The failure that a fault asks for. */
export class InjectedFault extends Error {
  override readonly name = 'InjectedFault'
}

/** Appends to the logs in memory; dead after its first failure, like the real one. */
export class MemoryPublisher implements EventPublisher {
  private death: { readonly cause: unknown } | undefined
  private tail: Promise<void> = Promise.resolve()

  constructor(
    private readonly append: (records: readonly OutRecord[]) => void,
    private readonly faults: Faults,
  ) {}

  publish(batch: readonly OutRecord[]): Promise<void> {
    const sent = this.tail.then(() => this.send(batch))
    this.tail = sent.catch(() => undefined)
    return sent
  }

  async close(): Promise<void> {
    this.death ??= { cause: new Error('closed') }
  }

  private send(batch: readonly OutRecord[]): void {
    if (this.death) throw new PublisherDead(this.death.cause)
    if (batch.length === 0) return
    try {
      const fails = this.faults.fails?.(batch)
      if (fails === undefined || fails === 'after') this.append(batch)
      else if (typeof fails === 'number') this.append(batch.slice(0, fails))
      if (fails !== undefined) throw new InjectedFault(`the send failed: ${fails}`)
    } catch (error) {
      this.death = { cause: error }
      throw error
    }
  }
}
