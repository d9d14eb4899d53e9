import type { Id, Instant } from '@filao/kernel'
import { ZERO, type Units } from '@filao/money'
import type { FundsReserved } from './wallet.events'

export type Purpose = FundsReserved['purpose']

/** A change of what is reserved: more (positive) or less (negative). Known by its id, so that it happens once. */
export interface Amendment {
  readonly amendmentId: string
  readonly amount: Units
}

/** What is held back for one order or withdrawal. */
export interface FundedReservation {
  readonly reservationId: Id
  status: 'active' | 'released' | 'posted'
  readonly purpose: Purpose
  /** Currency of a buy or withdrawal, instrument of a sell. */
  readonly asset: string
  readonly assetId: Id | undefined
  quantity: Units | undefined
  filled: Units
  amount: Units
  drawn: Units
  legs: number
  /**
   * Legs settled, by trade and side. Complete for a reservation that was made in this memory; of one that was loaded it
   * holds those that a command has named since.
   */
  readonly settled: Set<string>
  usdValue: Units
  /** The day in Mauritius on which a withdrawal was reserved; its limits are by day and month. */
  readonly reservedOn: string | undefined
  readonly amendments: Amendment[]
  closedAt: Instant | undefined
}

/** A release that overtook its reservation. The late `ReserveFunds` must not come to life. */
export interface Tombstone {
  readonly reservationId: Id
  readonly status: 'tombstone'
  readonly closedAt: Instant
}

export type Reservation = FundedReservation | Tombstone

/** One side of a trade: a trade between two orders of one account has two legs in it. */
export const legKey = (tradeId: Id, side: string): string => `${tradeId}:${side}`

export const fundedReservation = (
  event: Omit<FundsReserved, 'type' | 'accountId' | 'limitsVersion' | 'mode' | 'postings'>,
  today: string,
): FundedReservation => ({
  reservationId: event.reservationId,
  status: 'active',
  purpose: event.purpose,
  asset: event.asset,
  assetId: event.assetId,
  quantity: event.quantity,
  filled: ZERO,
  amount: event.amount,
  drawn: ZERO,
  legs: 0,
  settled: new Set(),
  usdValue: event.usdValue,
  reservedOn: event.purpose === 'withdrawal' ? today : undefined,
  amendments: [],
  closedAt: undefined,
})

/** What was asked for at first: what is reserved now, without the amendments since. */
export const originalAmount = ({ amount, amendments }: FundedReservation): Units =>
  amendments.reduce((sum, amendment) => sum - amendment.amount, amount)
