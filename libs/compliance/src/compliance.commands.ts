import type { ComplianceCommand } from '@filao/contracts'

export type { ComplianceCommand }
/** The command of one type. */
export type CommandOf<Type extends ComplianceCommand['type']> = Extract<ComplianceCommand, { type: Type }>
