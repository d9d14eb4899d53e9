import type { AuditCommand, AuditEvent } from '@filao/contracts'
import type { Decision, Refusal, Rules } from '@filao/kernel'

/** Audit declines nothing: who may read is the route's to say. */
export const auditRefusals = {} as const
export type AuditRefusal = Refusal<keyof typeof auditRefusals, never>

/** Whether a read is on record. It is one fact and has no further life, so nothing of it is kept in rows. */
export type AuditReadState = 'unknown' | 'recorded'

/** The same read recorded again is on record already. */
export const decide = (
  { type: _, ...read }: AuditCommand,
  state: AuditReadState,
): Decision<AuditEvent, AuditRefusal> => (state === 'recorded' ? [] : [{ type: 'AuditRead', ...read }])

/** The rules of the audit's own log: reads of the audit are facts too (must-have 39). */
export const auditRules: Rules<AuditCommand, AuditEvent, AuditReadState, AuditRefusal> = {
  decider: { initial: () => 'unknown', decide, evolve: () => 'recorded' },
  aggregateOf: ({ readId }) => readId,
  reactions: () => [],
}
