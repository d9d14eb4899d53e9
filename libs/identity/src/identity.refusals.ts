import type { IdentityEvent } from '@filao/contracts'
import type { Refusal } from '@filao/kernel'

/** All that identity refuses. `true`: a later attempt with a new key may succeed. */
export const identityRefusals = {
  user_unknown: false,
  user_closed: false,
  user_suspended: true,
  user_not_suspended: false,
  already_suspended: false,
  already_closing: false,
  already_registered: false,
  email_taken: false,
  under_age: true,
  identity_locked: false,
  invalid_credentials: true,
  otp_required: true,
  wrong_code: true,
  code_used: true,
  already_enrolled: false,
  factor_not_begun: false,
  factor_not_enrolled: false,
  passkey_unknown: false,
  passkey_taken: false,
  passkeys_max: false,
  step_up_required: true,
  already_verified: false,
  phone_unknown: true,
  sends_max: true,
  token_unknown: false,
  token_used: false,
  token_expired: false,
  tries_max: false,
  identity_not_locked: false,
  nothing_changes: false,
  identity_change_unknown: false,
  session_unknown: false,
  session_over: false,
  token_reuse: false,
  same_approver: true,
  own_role: false,
  not_staff: false,
  role_incompatible: true,
  role_not_granted: false,
  already_granted: false,
  proposal_unknown: false,
  account_unknown: false,
  not_a_client: false,
  email_not_verified: true,
  kyc_not_submitted: true,
  already_kind: false,
  api_key_unknown: false,
  api_keys_max: true,
  api_key_life: true,
  admin_exists: false,
  preference_fixed: false,
} as const

export type RefusalCode = keyof typeof identityRefusals
export type IdentityRefusal = Refusal<RefusalCode, IdentityEvent>

export const refuse = (refused: RefusalCode, detail?: Readonly<Record<string, string>>): IdentityRefusal => ({
  refused,
  transient: identityRefusals[refused],
  ...(detail ? { detail } : {}),
})

/** Refuses, while the facts stand: a failed log-in, a session that ended for it. */
export const refuseAndRecord = (refused: RefusalCode, recorded: readonly IdentityEvent[]): IdentityRefusal => ({
  refused,
  transient: identityRefusals[refused],
  recorded,
})
