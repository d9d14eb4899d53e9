import { assert, type Moment } from '@filao/kernel'
import type { Account } from './account.state'
import { barredFromPaying } from './limits.decider'
import { credit, debit, movement } from './movement.events'
import type { ClearPayout, PostPayout } from './wallet.commands'
import { refuse, type WalletDecision, type WalletRefusal } from './wallet.refusals'

/** A leg whose counterpart has not settled for so long keeps payouts back: the books may not be what they seem. */
const OPEN_ITEM_AGE_MS_MAX = 60_000

/** The last look before money leaves. What is refused is recorded, so that payment is answered. */
export function clearPayout(command: ClearPayout, account: Account, at: Moment): WalletDecision {
  const { reservationId, accountId } = command
  const refusal = obstacle(command, account, at)
  if (!refusal) return [{ type: 'PayoutCleared', reservationId, accountId }]
  return { ...refusal, recorded: [{ type: 'PayoutRefused', reservationId, accountId, reason: refusal.refused }] }
}

function obstacle({ reservationId }: ClearPayout, account: Account, { now }: Moment): WalletRefusal | undefined {
  const known = account.reservations.get(reservationId)
  if (!known) return refuse('reservation_unknown')
  if (known.status !== 'active' || known.purpose !== 'withdrawal') return refuse('not_allowed_in_state')
  // A suspension, a closure and a lapsed identity are told apart to the client elsewhere; here all of them only wait.
  if (barredFromPaying(account)) return refuse('under_review')
  for (const { openedAt, closedAt } of account.openItems.values()) {
    if (closedAt === undefined && now - openedAt > OPEN_ITEM_AGE_MS_MAX) return refuse('open_items')
  }
  return undefined
}

/** The provider has paid. Nothing here can be refused any more, so what does not fit is a defect. */
export function postPayout(command: PostPayout, account: Account): WalletDecision {
  const { reservationId, accountId, currency, paid, fee, rate, murAmount } = command
  const known = account.reservations.get(reservationId)
  assert(known !== undefined && known.status !== 'tombstone', 'what was paid was reserved')
  if (known.status === 'posted') return []
  assert(known.status === 'active' && known.purpose === 'withdrawal', 'what was paid was not released')
  assert(known.asset === currency && known.amount === paid + fee, 'what was paid is what was reserved')
  const lines = [
    debit('client_cash_reserved', currency, known.amount),
    credit('bank', currency, paid),
    credit('fee_income', currency, fee),
  ]
  const content = { reservationId, accountId, paid, fee, currency, rate, murAmount }
  return [{ type: 'PayoutPosted', ...content, ...movement(account, lines) }]
}
