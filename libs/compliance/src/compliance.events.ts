import type { ComplianceEvent } from '@filao/contracts'

export type { ComplianceEvent }
/** The event of one type. */
export type EventOf<Type extends ComplianceEvent['type']> = Extract<ComplianceEvent, { type: Type }>
