import { randomBytes } from 'node:crypto'
import { ProviderSilent, type Bank, type Movement, type PaymentPages, type PayoutState } from '../providers/providers'

/** A bank of which a spec says what it answers; a script, so that every outcome can be told apart. */
export class ScriptedBank implements Bank {
  readonly paid: string[] = []
  readonly movements = new Map<string, Movement>()
  states: (PayoutState | 'silent')[] = []
  known: PayoutState = { status: 'unknown' }
  /** Movements that it tells of in a form that cannot be read. */
  unreadable = 0
  /** Sends nothing back. */
  keepsAll = false

  async pay({ endToEndId }: { endToEndId: string }): Promise<PayoutState> {
    this.paid.push(endToEndId)
    return this.next()
  }
  async payout(): Promise<PayoutState> {
    return this.states.length > 0 ? this.next() : this.known
  }
  async recall(): Promise<void> {}
  async movement(reference: string): Promise<Movement | undefined> {
    return this.movements.get(reference)
  }
  async movementsAfter(): Promise<{ movements: readonly (Movement | undefined)[]; next: string }> {
    const unreadable = Array.from({ length: this.unreadable }, () => undefined)
    return { movements: [...unreadable, ...this.movements.values()], next: '1' }
  }
  async refund(): Promise<void> {
    if (this.keepsAll) throw new ProviderSilent('as told')
  }
  private next(): PayoutState {
    const state = this.states.shift() ?? this.known
    if (state === 'silent') throw new ProviderSilent('as told')
    return state
  }
}

/** Payment pages of which a spec says what they answer. They keep what they were asked about. */
export class ScriptedPages implements PaymentPages {
  readonly asked: string[] = []
  readonly paid = new Map<string, Movement>()
  readonly silent = new Set<string>()

  async create(): Promise<string> {
    return 'https://pages.test/1'
  }
  async open(): Promise<Movement | undefined> {
    return undefined
  }
  async order(reference: string): Promise<Movement | undefined> {
    this.asked.push(reference)
    if (this.silent.has(reference)) throw new ProviderSilent('as told')
    return this.paid.get(reference)
  }
  async refund(): Promise<void> {}
}

/** Money that has come in, as a provider tells it. */
export const movement = (reference: string, fields: Partial<Movement> = {}): Movement => ({
  providerReference: `IN${randomBytes(4).toString('hex')}`,
  reference,
  status: 'received',
  currency: 'USD',
  amount: '100',
  payerName: 'Zebulon Quist',
  payerLast4: '4711',
  ...fields,
})
