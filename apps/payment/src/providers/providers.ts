import type { Destination } from '@filao/contracts'

/** What a provider says of a payout that it was asked about. `unknown`: it never got it. */
export interface PayoutState {
  readonly status: 'unknown' | 'accepted' | 'completed' | 'failed' | 'returned'
  readonly providerReference?: string | undefined
  readonly code?: string | undefined
}

/** A payout as it is handed to a provider: the same one under the same id, however often. */
export interface PayoutOrder {
  readonly endToEndId: string
  readonly uetr: string
  readonly currency: string
  readonly amount: string
  readonly destination: Destination
}

/** What a provider says of money that came in. */
export interface Movement {
  readonly providerReference: string
  /** What the payer wrote on it. */
  readonly reference: string
  readonly status: 'received' | 'failed' | 'charged_back' | 'refunded'
  readonly currency: string
  readonly amount: string
  readonly payerName?: string | undefined
  readonly payerLast4?: string | undefined
  /** Of the bank that it comes from, ISO 3166-1 alpha-2. */
  readonly payerCountry?: string | undefined
  /** The bank itself. */
  readonly payerBank?: string | undefined
}

/** The bank that holds client money: it pays out, and tells what has come in. */
export interface Bank {
  /** Hands a payout over. Idempotent by its end-to-end id. */
  pay(order: PayoutOrder): Promise<PayoutState>
  payout(endToEndId: string): Promise<PayoutState>
  /** Asks to stop a payout; what became of it is asked for as ever. */
  recall(endToEndId: string): Promise<void>
  movement(providerReference: string): Promise<Movement | undefined>
  /**
   * What has come in since a number that the bank gave before, oldest first, with the next such number. Undefined stands
   * for what is told in a form that cannot be read.
   */
  movementsAfter(
    cursor: string,
  ): Promise<{ readonly movements: readonly (Movement | undefined)[]; readonly next: string }>
  /** Sends money back to where it came from, whole. Idempotent by its reference. */
  refund(providerReference: string): Promise<void>
}

/** A payment page of the orchestrator of cards and local wallets, and what it tells of an order. */
export interface PaymentPages {
  create(order: { readonly reference: string; readonly currency: string; readonly amount: string }): Promise<string>
  /** Opens a notification. Undefined when it was not made by the provider, or was altered. */
  open(cryptedCallback: string): Promise<Movement | undefined>
  /** What became of an order; undefined while nobody has paid. */
  order(reference: string): Promise<Movement | undefined>
  refund(providerReference: string): Promise<void>
}

/** The provider has not answered, or not in words that can be understood: nothing is known, ask again. */
export class ProviderSilent extends Error {
  override readonly name = 'ProviderSilent'
}
