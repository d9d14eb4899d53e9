import { type Decision, type Refusal } from '@filao/kernel'
import { formatUnits, type Units } from '@filao/money'
import type { AccountClosureRefused, PayoutRefused, ReservationRefused, WalletEvent } from './wallet.events'

/** Every reason for which wallet declines to act, and whether a later attempt with a new key may succeed. */
export const walletRefusals = {
  account_unknown: false,
  account_closed: false,
  account_not_active: false,
  kyc_not_approved: false,
  under_review: false,
  wallet_missing: false,
  insufficient_balance: false,
  insufficient_quantity: false,
  not_withdrawable: false,
  order_value_limit: false,
  position_limit: false,
  daily_volume_limit: true,
  daily_withdrawal_limit: true,
  monthly_withdrawal_limit: true,
  rate_stale: true,
  rate_moved: true,
  same_currency: false,
  not_allowed_for_demo: false,
  amount_out_of_range: false,
  reservation_unknown: false,
  reservation_released: false,
  idempotency_mismatch: false,
  not_allowed_in_state: false,
  adjustment_unknown: false,
  same_approver: false,
  unit_cost_required: false,
  unit_cost_not_allowed: false,
  counter_account_not_allowed: false,
  open_positions_exist: false,
  balance_not_zero: false,
  reservations_active: false,
  open_items: true,
} as const

export type WalletRefusalCode = keyof typeof walletRefusals
export type WalletRefusal = Refusal<WalletRefusalCode, ReservationRefused | PayoutRefused | AccountClosureRefused>
export type WalletDecision = Decision<WalletEvent, WalletRefusal>

/** Declines a command. Amounts in `detail` are shown to the caller as decimals. */
export function refuse(refused: WalletRefusalCode, detail?: Readonly<Record<string, Units>>): WalletRefusal {
  const transient = walletRefusals[refused]
  if (!detail) return { refused, transient }
  const shown = Object.fromEntries(Object.entries(detail).map(([name, units]) => [name, formatUnits(units)]))
  return { refused, transient, detail: shown }
}

/** Records the refusal in the log, so that its reaction answers whoever waits for the reservation. */
export const recorded = (
  refusal: WalletRefusal,
  event: Omit<ReservationRefused, 'type' | 'reason'>,
): WalletRefusal => ({
  ...refusal,
  recorded: [{ type: 'ReservationRefused', ...event, reason: refusal.refused }],
})
