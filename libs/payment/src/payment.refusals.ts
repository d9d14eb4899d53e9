import type { Decision, Refusal } from '@filao/kernel'
import type { PaymentEvent, WithdrawalRefused } from './payment.events'

/** Every reason for which payment declines to act, and whether a later attempt with a new key may succeed. */
export const paymentRefusals = {
  account_of_another: false,
  demo_account: false,
  kyc_not_approved: false,
  under_review: false,
  method_not_available: false,
  amount_out_of_range: false,
  amount_below_min: false,
  idempotency_mismatch: false,
  step_up_required: false,
  deposit_unknown: false,
  nothing_received: false,
  already_received: false,
  already_cleared: false,
  not_held: false,
  not_settled: true,
  hit_open: true,
  receipt_unknown: false,
  bank_account_unknown: false,
  bank_account_not_verified: false,
  bank_account_cooling_off: true,
  bank_account_limit: false,
  bank_account_exists: false,
  currency_mismatch: false,
  travel_rule_failed: false,
  withdrawal_unknown: false,
  withdrawal_in_flight: true,
  not_reviewable: true,
  on_hold: false,
  not_flagged: false,
  in_progress: false,
  already_closed: false,
  approval_changed: true,
  senior_approval_required: false,
  same_approver: false,
  not_allowed_in_state: false,
} as const

export type PaymentRefusalCode = keyof typeof paymentRefusals
export type PaymentRefusal = Refusal<PaymentRefusalCode, WithdrawalRefused>
export type PaymentDecision = Decision<PaymentEvent, PaymentRefusal>

export const refuse = (refused: PaymentRefusalCode): PaymentRefusal => ({
  refused,
  transient: paymentRefusals[refused],
})
