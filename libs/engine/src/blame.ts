import type { Command } from '@filao/kernel'
import type { Incoming } from './incoming'

/** Whose fault it is that a batch cannot be written, as far as its attempts have shown. */
export class Blame<C extends Command> {
  /** Commands that are given up, each with what is wrong with it. */
  readonly condemned = new Map<Incoming<C>, Error>()
  private readonly throws = new Map<Incoming<C> | string, number>()

  /**
   * A rule threw. Twice, the second time on fresh memory, is the command's own fault, or that of the large work that goes
   * on without one. Gives the aggregate of such a work when it is to blame.
   */
  threw(incoming: Incoming<C>, cause: Error): string | undefined {
    const isLargeWork = incoming.command === undefined && incoming.origin.kind === 'state'
    const name = isLargeWork ? incoming.subject : incoming
    const count = (this.throws.get(name) ?? 0) + 1
    this.throws.set(name, count)
    if (count === 1) return undefined
    if (isLargeWork) return incoming.subject
    this.condemned.set(incoming, cause)
    return undefined
  }
}
