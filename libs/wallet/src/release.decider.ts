import { assert } from '@filao/kernel'
import { ZERO } from '@filao/money'
import { hold } from './reserve.decider'
import type { ReduceReservation, ReleaseReservation } from './wallet.commands'
import { refuse, type WalletDecision } from './wallet.refusals'
import type { Account } from './account.state'

/** Frees what a smaller order no longer needs. */
export function reduce(command: ReduceReservation, account: Account): WalletDecision {
  const { reservationId, accountId, amendmentId, amount, quantity } = command
  const known = account.reservations.get(reservationId)
  assert(known !== undefined, 'only what was reserved is reduced')
  // Its order has closed meanwhile: the release has freed this with the rest.
  if (known.status === 'released' || known.status === 'tombstone') return []
  assert(known.status === 'active', 'what was paid out is not reduced')
  const earlier = known.amendments.find((amendment) => amendment.amendmentId === amendmentId)
  if (earlier) return earlier.amount === -amount ? [] : refuse('idempotency_mismatch')
  if (amount === ZERO && (quantity === undefined || quantity === known.quantity)) return []
  assert(known.drawn <= known.amount - amount && amount < known.amount, 'a reservation keeps what its legs have drawn')
  const moved = hold(account, known, -amount)
  return [{ type: 'ReservationReduced', reservationId, accountId, amendmentId, amount, quantity, ...moved }]
}

/** Frees what is left once the order is closed. Legs and draw are compared first: a fill still on its way is a defect. */
export function release(command: ReleaseReservation, account: Account): WalletDecision {
  const { reservationId, accountId, legs, drawn } = command
  // An account that does not exist has had its reservation refused: there is nothing to free, or to come to life later.
  if (account.status === 'unknown') return []
  const known = account.reservations.get(reservationId)
  if (!known) return [{ type: 'ReservationTombstoned', reservationId, accountId }]
  if (known.status === 'released' || known.status === 'tombstone') return []
  assert(known.status === 'active', 'what was paid out is not released')
  assert(known.legs === legs && known.drawn === drawn, 'every leg is settled before the rest is freed')
  const amount = known.amount - known.drawn
  return [{ type: 'ReservationReleased', reservationId, accountId, amount, ...hold(account, known, -amount) }]
}
