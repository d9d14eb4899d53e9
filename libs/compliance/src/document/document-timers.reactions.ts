import type { ComplianceCommand } from '@filao/contracts'
import { endOfDay, type TimerChange } from '@filao/kernel'
import type { ComplianceEvent } from '../compliance.events'

/** A paper runs out when its last day is over, unless it was turned down before. */
export function documentTimers(event: ComplianceEvent): readonly TimerChange<ComplianceCommand>[] {
  switch (event.type) {
    case 'DocumentUploaded': {
      const { userId, documentId, expiresOn } = event
      if (expiresOn === undefined) return []
      const command = { type: 'ExpireDocument', userId, documentId } as const
      return [{ set: nameOf(documentId), dueAt: endOfDay(expiresOn), command }]
    }
    case 'DocumentRejected':
    case 'DocumentResubmissionRequired':
      return [{ clear: nameOf(event.documentId) }]
    default:
      return []
  }
}

const nameOf = (documentId: string): string => `document/${documentId}`
