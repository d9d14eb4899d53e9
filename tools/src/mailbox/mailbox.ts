import { randomUUID } from 'node:crypto'
import { z } from 'zod'

/** What the port of e-mails and texts sends. The same key again is the same message. */
export const Sent = z.strictObject({
  channel: z.enum(['email', 'sms']),
  to: z.string().min(1).max(255),
  template: z.string().min(1).max(50),
  variables: z.record(z.string(), z.string()),
  subject: z.string().max(200),
  text: z.string().max(20_000),
  idempotencyKey: z.string().min(1).max(200),
})
export type Sent = z.infer<typeof Sent>

/** A message as it lies in the mailbox. */
export interface Received extends Sent {
  readonly reference: string
  readonly receivedAt: string
}

/**
 * How the next requests are treated instead. `error_500`: answered so, and nothing kept. `drop`: kept, but the answer is
 * lost. `delay`: answered late. `duplicate`: delivered twice. `refuse`: the address does not exist, for good.
 */
export const Fault = z.strictObject({
  kind: z.enum(['error_500', 'drop', 'delay', 'duplicate', 'refuse']),
  count: z.number().int().min(1).max(1_000).default(1),
  milliseconds: z.number().int().min(1).max(60_000).default(5_000),
})
export type Fault = z.infer<typeof Fault>

const MESSAGES_MAX = 10_000

/** Everybody's mailbox: every message that was sent, newest first, and the faults that are still to come. */
export class Mailbox {
  private readonly messages: Received[] = []
  private readonly byKey = new Map<string, Received>()
  private faults: { readonly fault: Fault; left: number }[] = []

  /** Keeps a message, unless one with its key is here. */
  take(sent: Sent): Received {
    const known = this.byKey.get(sent.idempotencyKey)
    if (known) return known
    const received = { ...sent, reference: randomUUID(), receivedAt: new Date().toISOString() }
    this.byKey.set(sent.idempotencyKey, received)
    this.keep(received)
    return received
  }

  /** Delivers a message a second time, as a provider that is not sure does. */
  repeat(received: Received): void {
    this.keep({ ...received, receivedAt: new Date().toISOString() })
  }

  list(to: string | undefined): readonly Received[] {
    return to === undefined ? this.messages : this.messages.filter((message) => message.to === to)
  }

  clear(): void {
    this.messages.length = 0
    this.byKey.clear()
    this.faults = []
  }

  plan(fault: Fault): void {
    this.faults.push({ fault, left: fault.count })
  }

  /** The fault that the request at hand meets, if one is planned. */
  nextFault(): Fault | undefined {
    const [first] = this.faults
    if (!first) return undefined
    first.left -= 1
    if (first.left === 0) this.faults.shift()
    return first.fault
  }

  private keep(received: Received): void {
    this.messages.unshift(received)
    if (this.messages.length > MESSAGES_MAX) this.byKey.delete(this.messages.pop()!.idempotencyKey)
  }
}
