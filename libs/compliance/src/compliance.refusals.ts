import type { ComplianceEvent } from '@filao/contracts'
import type { Decision, Refusal } from '@filao/kernel'

/** All that compliance refuses. `true`: a later attempt with a new key may succeed. */
export const complianceRefusals = {
  subject_unknown: false,
  cdd_field_unknown: false,
  own_case: false,
} as const

export type RefusalCode = keyof typeof complianceRefusals
export type ComplianceRefusal = Refusal<RefusalCode, ComplianceEvent>
export type ComplianceDecision = Decision<ComplianceEvent, ComplianceRefusal>

export const refuse = (refused: RefusalCode, detail?: Readonly<Record<string, string>>): ComplianceRefusal => ({
  refused,
  transient: complianceRefusals[refused],
  ...(detail ? { detail } : {}),
})
