import type { PaymentEvent } from '@filao/contracts'
import type { Recorded, ServiceEngine } from '@filao/engine'

/** How long a request waits for what follows from it, in milliseconds (design/api.md). */
export const WAIT_MS = 2000

/** Events that a request may wait for: wallet's answer to a withdrawal, the page of a deposit. */
const AWAITED: ReadonlySet<string> = new Set<PaymentEvent['type']>([
  'WithdrawalReserved',
  'WithdrawalRejected',
  'PaymentLinkMade',
])

type Engine = Pick<ServiceEngine<never, PaymentEvent, unknown, never>, 'onCommitted'>

/** Tells those who asked for a payment when it has come so far that it can be shown. */
export class Awaited {
  private readonly waiting = new Map<string, Set<() => void>>()

  constructor(engine: Engine) {
    engine.onCommitted((_, events) => this.look(events))
  }

  /** Resolves when one of the awaited events of a payment is committed here, and after the wait in any case. */
  settled(paymentId: string): Promise<void> {
    return new Promise((resolve) => {
      const waiting = this.waiting.get(paymentId) ?? new Set()
      this.waiting.set(paymentId, waiting)
      const tell = (): void => {
        clearTimeout(timer)
        waiting.delete(tell)
        if (waiting.size === 0) this.waiting.delete(paymentId)
        resolve()
      }
      const timer = setTimeout(tell, WAIT_MS)
      waiting.add(tell)
    })
  }

  private look(events: readonly Recorded<PaymentEvent>[]): void {
    if (this.waiting.size === 0) return
    for (const { event } of events) {
      if (!AWAITED.has(event.type)) continue
      const id = 'withdrawalId' in event ? event.withdrawalId : 'depositId' in event ? event.depositId : ''
      for (const tell of this.waiting.get(id) ?? []) tell()
    }
  }
}
