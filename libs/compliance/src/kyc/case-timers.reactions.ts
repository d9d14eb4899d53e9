import type { ComplianceCommand } from '@filao/contracts'
import { endOfDay, startOfDay, type TimerChange } from '@filao/kernel'
import type { ComplianceEvent } from '../compliance.events'

type Change = TimerChange<ComplianceCommand>

/** An approval is looked at again on its day, and ends with its document or with the grace after a missed review. */
export function caseTimers(event: ComplianceEvent): readonly Change[] {
  switch (event.type) {
    case 'KycApproved':
    case 'KycRenewed': {
      const { userId, caseId, reviewDueOn, documentExpiresOn } = event
      return [
        { set: `review/${caseId}`, dueAt: startOfDay(reviewDueOn), command: { type: 'ReviewDue', userId, caseId } },
        documentExpiresOn === undefined
          ? { clear: `document/${caseId}` }
          : {
              set: `document/${caseId}`,
              dueAt: endOfDay(documentExpiresOn),
              command: { type: 'ExpireKyc', userId, caseId, ground: 'document_expired' },
            },
        { clear: `grace/${caseId}` },
      ]
    }
    case 'KycReviewBroughtForward': {
      const { userId, caseId, reviewDueOn } = event
      return [
        { set: `review/${caseId}`, dueAt: startOfDay(reviewDueOn), command: { type: 'ReviewDue', userId, caseId } },
      ]
    }
    case 'KycReviewDue': {
      const { userId, caseId, graceEndsOn } = event
      return [
        { clear: `review/${caseId}` },
        {
          set: `grace/${caseId}`,
          dueAt: endOfDay(graceEndsOn),
          command: { type: 'ExpireKyc', userId, caseId, ground: 'grace_over' },
        },
      ]
    }
    case 'KycRevoked':
    case 'KycExpired':
      return cleared(event.caseId)
    case 'KycRejected':
      return event.wasApproved ? cleared(event.caseId) : []
    default:
      return []
  }
}

/** The last day still counts. */

const cleared = (caseId: string): readonly Change[] =>
  ['review', 'document', 'grace'].map((kind) => ({ clear: `${kind}/${caseId}` }))
