import { assert, type Moment } from '@filao/kernel'
import { inRange, maxUnits, ZERO, type Units } from '@filao/money'
import { barred, barredFromPaying, judge, judgeWithdrawal } from './limits.decider'
import { credit, debit, movement, type Movement } from './movement.events'
import { originalAmount, type FundedReservation } from './reservation.state'
import type { IncreaseReservation, ReserveFunds } from './wallet.commands'
import { recorded, refuse, type WalletDecision, type WalletRefusal } from './wallet.refusals'
import type { Account } from './account.state'

/** Holds back what an order may cost at worst. Whatever is refused is recorded, so that the order is answered. */
export function reserve(command: ReserveFunds, account: Account, { now }: Moment): WalletDecision {
  const { reservationId, accountId, purpose, asset, amount, assetId, quantity } = command
  const known = account.reservations.get(reservationId)
  // The reservation of this id stands and was answered: an answer to other content would end a living order.
  if (known && known.status !== 'tombstone') return isSame(known, command) ? [] : refuse('idempotency_mismatch')
  const limitsVersion = account.limits.version
  const answer = (refusal: WalletRefusal): WalletRefusal =>
    recorded(refusal, { reservationId, accountId, purpose, assetId, limitsVersion })

  if (known) return answer(refuse('reservation_released'))
  // An account has one mode: in the other one it does not exist.
  if (account.status === 'unknown' || account.mode !== command.mode) return answer(refuse('account_unknown'))
  // Paper money never leaves.
  if (purpose === 'withdrawal' && account.mode === 'demo') return answer(refuse('not_withdrawable'))
  if (purpose !== 'withdrawal') assertOrder(command)
  const bar = purpose === 'withdrawal' ? barredFromPaying(account) : barred(account)
  if (bar) return answer(refuse(bar))
  if (amount === ZERO || !inRange(amount)) return answer(refuse('amount_out_of_range'))
  const shortage = shortOf(account, command, amount)
  if (shortage) return answer(shortage)
  const judged =
    purpose === 'withdrawal'
      ? judgeWithdrawal(account, { ...command, rate: command.rate }, now)
      : judge(account, { ...command, rate: command.rate, usdBefore: ZERO, assetId, buys: buysOf(command) }, now)
  if ('refused' in judged) return answer(judged)

  const { usdValue } = judged
  return [
    {
      type: 'FundsReserved',
      reservationId,
      accountId,
      purpose,
      asset,
      amount,
      assetId,
      quantity,
      usdValue,
      limitsVersion,
      ...hold(account, command, amount),
    },
  ]
}

/** Holds back more for an order that is to grow. The old terms live on when it is refused. */
export function increase(command: IncreaseReservation, account: Account, { now }: Moment): WalletDecision {
  const { reservationId, accountId, amendmentId, amount, quantity } = command
  const known = account.reservations.get(reservationId)
  if (!known) return refuse('reservation_unknown')
  if (known.status === 'tombstone') return refuse('reservation_released')
  const earlier = known.amendments.find((amendment) => amendment.amendmentId === amendmentId)
  if (earlier) return earlier.amount === amount ? [] : refuse('idempotency_mismatch')
  const { purpose, assetId } = known
  const limitsVersion = account.limits.version
  const answer = (refusal: WalletRefusal): WalletRefusal =>
    recorded(refusal, { reservationId, accountId, purpose, assetId, amendmentId, limitsVersion })

  if (known.status === 'released') return answer(refuse('reservation_released'))
  if (known.status === 'posted') return answer(refuse('not_allowed_in_state'))
  const bar = barred(account)
  if (bar) return answer(refuse(bar))
  if (amount === ZERO || !inRange(known.amount + amount)) return answer(refuse('amount_out_of_range'))
  const shortage = shortOf(account, known, amount)
  if (shortage) return answer(shortage)
  const judged = judge(
    account,
    { ...command, rate: command.rate, usdBefore: known.usdValue, assetId, buys: grown(known, quantity) },
    now,
  )
  if ('refused' in judged) return answer(judged)

  const { usdValue } = judged
  const moved = hold(account, known, amount)
  return [
    {
      type: 'ReservationIncreased',
      reservationId,
      accountId,
      amendmentId,
      amount,
      assetId,
      quantity,
      usdValue,
      ...moved,
    },
  ]
}

/** What a reservation is for, and in what. */
export type Held = Pick<FundedReservation, 'purpose' | 'asset'>

/** Moves from free to held; a negative amount moves back. */
export function hold(account: Account, { purpose, asset }: Held, amount: Units): Movement {
  const sells = purpose === 'order_sell'
  const free = sells ? 'client_asset' : 'client_cash'
  const held = sells ? 'client_asset_reserved' : 'client_cash_reserved'
  return amount >= ZERO
    ? movement(account, [debit(free, asset, amount), credit(held, asset, amount)])
    : movement(account, [debit(held, asset, -amount), credit(free, asset, -amount)])
}

function shortOf(account: Account, { purpose, asset }: Held, required: Units): WalletRefusal | undefined {
  if (purpose === 'order_sell') {
    const holding = account.holdings.get(asset)
    const available = holding ? holding.quantity - holding.reserved : ZERO
    return required > available ? refuse('insufficient_quantity', { required, available }) : undefined
  }
  const wallet = account.wallets.get(asset)
  if (!wallet) return refuse('wallet_missing')
  const { available, unsettled } = wallet
  if (required > available) return refuse('insufficient_balance', { required, available })
  if (purpose !== 'withdrawal') return undefined
  const settled = maxUnits(ZERO, available - unsettled)
  return required > settled ? refuse('not_withdrawable', { required, available: settled }) : undefined
}

const isSame = (known: FundedReservation, command: ReserveFunds): boolean =>
  known.purpose === command.purpose &&
  known.asset === command.asset &&
  known.assetId === command.assetId &&
  originalAmount(known) === command.amount

function assertOrder({ purpose, asset, assetId, quantity }: ReserveFunds): void {
  assert(
    assetId !== undefined && quantity !== undefined && quantity > ZERO,
    'an order names its instrument and quantity',
  )
  assert(purpose !== 'order_sell' || asset === assetId, 'a sell holds back what it sells')
}

const buysOf = ({ purpose, assetId, quantity }: ReserveFunds) =>
  purpose === 'order_buy' ? { assetId: assetId!, added: quantity!, orderQuantity: quantity! } : undefined

/** An order that grows by price alone adds no quantity, yet its position is judged at the new price. */
function grown({ purpose, assetId, quantity }: FundedReservation, amended: Units | undefined) {
  if (purpose !== 'order_buy') return undefined
  const orderQuantity = amended ?? quantity!
  return { assetId: assetId!, added: orderQuantity - quantity!, orderQuantity }
}
