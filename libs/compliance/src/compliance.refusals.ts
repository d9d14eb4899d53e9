import type { ComplianceEvent } from '@filao/contracts'
import type { Decision, Refusal } from '@filao/kernel'

/** All that compliance refuses. `true`: a later attempt with a new key may succeed. */
export const complianceRefusals = {
  subject_unknown: false,
  cdd_field_unknown: false,
  own_case: false,
  not_allowed_in_state: false,
  same_approver: true,
  mlro_required: true,
  session_unknown: false,
  provider_session_taken: false,
  duplicate_identity: false,
  awaiting_approval: true,
  not_awaiting_approval: true,
  kyc_already_approved: false,
  kyc_attempts_exhausted: true,
  account_not_eligible: true,
  decision_not_fetched: true,
  document_expired: true,
  cdd_incomplete: true,
  senior_approver_required: true,
  screening_not_clear: true,
  risk_inputs_changed: true,
  risk_not_scored: true,
  risk_floor: false,
  risk_override_expiry: false,
  instrument_unknown: false,
  limit_not_by_asset: false,
  limit_out_of_range: false,
  limit_period: false,
  limits_max: true,
  document_unknown: false,
  already_reviewed: false,
  documents_max: false,
  evidence_not_approved: true,
  check_unknown: false,
  check_not_completed: true,
  already_completed: false,
  hit_unknown: false,
  hit_decided: false,
  hit_open: true,
  no_clear_proposed: true,
  alert_unknown: false,
  alert_not_assigned: true,
  alert_closed: false,
  clear_proposed: true,
  not_frozen: false,
  authority_reference_required: true,
  notice_unknown: false,
  notice_closed: false,
  list_unknown: false,
  list_version_unknown: false,
  list_version_not_newer: false,
  list_version_rejected: false,
  list_version_in_flight: true,
  list_shrunk: true,
} as const

export type RefusalCode = keyof typeof complianceRefusals
export type ComplianceRefusal = Refusal<RefusalCode, ComplianceEvent>
export type ComplianceDecision = Decision<ComplianceEvent, ComplianceRefusal>

export const refuse = (refused: RefusalCode, detail?: Readonly<Record<string, string>>): ComplianceRefusal => ({
  refused,
  transient: complianceRefusals[refused],
  ...(detail ? { detail } : {}),
})
