import type { ComplianceCommand } from '@filao/contracts'
import { endOfDay, type TimerChange } from '@filao/kernel'
import type { ComplianceEvent } from '../compliance.events'

/** An override ends when its last day is over. */
export function riskTimers(event: ComplianceEvent): readonly TimerChange<ComplianceCommand>[] {
  switch (event.type) {
    case 'RiskOverridden': {
      const { userId, override } = event
      const name = nameOf(userId)
      if (override?.expiresOn === undefined) return [{ clear: name }]
      const dueAt = endOfDay(override.expiresOn)
      return [{ set: name, dueAt, command: { type: 'ExpireRiskOverride', userId } }]
    }
    case 'RiskOverrideEnded':
      return [{ clear: nameOf(event.userId) }]
    default:
      return []
  }
}

const nameOf = (userId: string): string => `risk/${userId}`
