import { formatUnits, readUnits, type Units } from '@filao/money'
import { createHash } from 'node:crypto'
import type { BooksFile } from '../simulators/books-file'
import { behaviourOf } from './behaviour'

export interface Payout {
  readonly endToEndId: string
  readonly currency: string
  readonly amount: string
  readonly providerReference: string
  status: 'accepted' | 'completed' | 'failed' | 'returned'
  code: string | undefined
}

export interface Movement {
  readonly providerReference: string
  readonly reference: string
  readonly currency: string
  readonly amount: string
  readonly payerName: string
  readonly payerLast4: string
  /** Of the bank that it comes from, ISO 3166-1 alpha-2. */
  readonly payerCountry?: string | undefined
  /** The bank itself. */
  readonly payerBank?: string | undefined
  status: 'received' | 'charged_back' | 'refunded'
  /** Of the last change: who reads the list goes on behind it. */
  number: number
}

/** What somebody pays in. */
export type Money = Pick<Movement, 'reference' | 'currency' | 'amount' | 'payerName' | 'payerCountry' | 'payerBank'>

export interface Notice {
  readonly id: string
  readonly type: string
  readonly sequence: number
  readonly data: Readonly<Record<string, string>>
}

/** Everything that ever happened at the bank. Its books are the fold of these. */
type Entry =
  | { readonly kind: 'payout'; readonly payout: Payout }
  | {
      readonly kind: 'payout_status'
      readonly endToEndId: string
      readonly status: Payout['status']
      readonly code?: string
    }
  | { readonly kind: 'movement'; readonly movement: Omit<Movement, 'number'> }
  | { readonly kind: 'movement_status'; readonly providerReference: string; readonly status: Movement['status'] }
  | { readonly kind: 'notice'; readonly notice: Notice }
  | { readonly kind: 'told'; readonly id: string; readonly isTaken: boolean }

/** The bank's own books: what is on the account of client money, in and out, and whom it still has to tell of it. */
export class Books {
  readonly payouts = new Map<string, Payout>()
  readonly movements = new Map<string, Movement>()
  /** Notices that the platform has not taken yet. */
  readonly untold = new Map<string, Notice>()
  /** Ids of those that the platform has said to have, with the payment that they are about. */
  readonly taken = new Map<string, string>()
  private readonly sequences = new Map<string, number>()
  private entries = 0

  constructor(
    private readonly file: BooksFile<Entry>,
    private readonly seed: number,
  ) {
    for (const entry of file.read()) this.apply(entry)
  }

  /** The same payout again is the same payout. */
  pay({ endToEndId, currency, amount }: Pick<Payout, 'endToEndId' | 'currency' | 'amount'>): Payout {
    const known = this.payouts.get(endToEndId)
    if (known) return known
    const isRefused = behaviourOf(amount) === 'fails'
    const payout: Payout = {
      endToEndId,
      currency,
      amount,
      providerReference: this.nextReference('PO'),
      status: isRefused ? 'failed' : 'accepted',
      code: isRefused ? 'AC04' : undefined,
    }
    this.write({ kind: 'payout', payout })
    return this.payouts.get(endToEndId)!
  }

  settlePayout(endToEndId: string, status: Payout['status'], code?: string): void {
    this.write({ kind: 'payout_status', endToEndId, status, ...(code && { code }) })
  }

  receive(money: Money): Movement {
    const providerReference = this.nextReference('IN')
    const movement = {
      ...money,
      providerReference,
      payerLast4: providerReference.slice(-4),
      status: 'received',
    } as const
    this.write({ kind: 'movement', movement })
    return this.movements.get(providerReference)!
  }

  changeMovement(providerReference: string, status: Movement['status']): void {
    if (this.movements.get(providerReference)?.status === 'received') {
      this.write({ kind: 'movement_status', providerReference, status })
    }
  }

  /** Numbered per reference, so that who is told in the wrong order can know. */
  note(type: string, data: Readonly<Record<string, string>>): Notice {
    const reference = data['reference']!
    const sequence = (this.sequences.get(reference) ?? 0) + 1
    const notice = { id: this.nextReference('msg_'), type, sequence, data }
    this.write({ kind: 'notice', notice })
    return notice
  }

  /** Nothing more is sent of it: the platform has taken it, or never will. */
  told(id: string, isTaken: boolean): void {
    if (this.untold.has(id)) this.write({ kind: 'told', id, isTaken })
  }

  /** What stands on the account, by currency: in less out, with what came back. */
  balances(): Readonly<Record<string, string>> {
    const sums = new Map<string, Units>()
    const add = (currency: string, units: Units): void => void sums.set(currency, (sums.get(currency) ?? 0n) + units)
    for (const { currency, amount, status } of this.movements.values()) {
      if (status === 'received') add(currency, readUnits(amount))
    }
    for (const { currency, amount, status } of this.payouts.values()) {
      if (status === 'completed') add(currency, -readUnits(amount))
    }
    return Object.fromEntries([...sums].map(([currency, units]) => [currency, formatUnits(units)]))
  }

  movementsAfter(number: number, limit: number): readonly Movement[] {
    return [...this.movements.values()]
      .filter((movement) => movement.number > number)
      .sort((a, b) => a.number - b.number)
      .slice(0, limit)
  }

  private nextReference(prefix: string): string {
    const text = createHash('sha256').update(`${this.seed}/${prefix}/${this.entries}`).digest('hex')
    return `${prefix}${text.slice(0, 16).toUpperCase()}`
  }

  private write(entry: Entry): void {
    this.file.append(entry)
    this.apply(entry)
  }

  private apply(entry: Entry): void {
    this.entries += 1
    switch (entry.kind) {
      case 'payout':
        this.payouts.set(entry.payout.endToEndId, { ...entry.payout })
        break
      case 'payout_status': {
        const payout = this.payouts.get(entry.endToEndId)!
        payout.status = entry.status
        payout.code = entry.code
        break
      }
      case 'movement':
        this.movements.set(entry.movement.providerReference, { ...entry.movement, number: this.entries })
        break
      case 'movement_status': {
        const movement = this.movements.get(entry.providerReference)!
        movement.status = entry.status
        movement.number = this.entries
        break
      }
      case 'notice':
        this.untold.set(entry.notice.id, entry.notice)
        this.sequences.set(entry.notice.data['reference']!, entry.notice.sequence)
        break
      case 'told':
        if (entry.isTaken) this.taken.set(entry.id, this.untold.get(entry.id)!.data['reference']!)
        this.untold.delete(entry.id)
        break
    }
  }
}
