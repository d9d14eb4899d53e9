import type { ComplianceCommand, IdentityCommand } from '@filao/contracts'
import { partitionOf, type Claim, type Moment, type Reaction, type TimerChange } from '@filao/kernel'
import type { ComplianceEvent } from './compliance.events'
import { refuse, type ComplianceRefusal } from './compliance.refusals'
import { documentTimers } from './document/document-timers.reactions'
import { gates } from './gates.reactions'
import { caseTimers } from './kyc/case-timers.reactions'
import { instrumentReactions } from './instrument.reactions'
import { riskTimers } from './risk/risk-timers.reactions'
import { screeningReactions, screeningTimers } from './screening.reactions'

/** Event → commands for other services: what a client may do follows what is known of them. */
export const reactions = (event: ComplianceEvent): readonly Reaction[] => [
  ...kycReactions(event),
  ...gates(event),
  ...instrumentReactions(event),
  ...screeningReactions(event),
]

/** Identity hears how far a client has come, and whom to let in. */
function kycReactions(event: ComplianceEvent): readonly Reaction[] {
  switch (event.type) {
    case 'KycStarted':
      return [told(event, event.renewal ? 'approved' : 'pending', event.renewal)]
    case 'KycSessionSentToReview':
      return event.submits ? [told(event, 'pending', true)] : []
    case 'KycAwaitingApproval':
      return [told(event, event.renewal ? 'approved' : 'pending', true)]
    case 'KycApproved': {
      const { userId, accountId } = event
      return [told(event, 'approved', true), toIdentity({ type: 'ActivateUser', userId, accountId })]
    }
    case 'KycRenewed':
      return [told(event, 'approved', true)]
    case 'KycRejected':
      return [told(event, 'rejected', true)]
    case 'KycResubmissionRequired':
    case 'KycRevoked':
    case 'KycExpired':
      return [told(event, 'resubmission_required', false)]
    default:
      return []
  }
}

type Status = Extract<IdentityCommand, { type: 'RecordKycStatus' }>['status']

const told = ({ userId }: { readonly userId: string }, status: Status, submitted: boolean): Reaction =>
  toIdentity({ type: 'RecordKycStatus', userId, status, submitted })

const toIdentity = (command: Extract<IdentityCommand, { userId: string }>): Reaction => ({
  to: 'identity',
  partition: partitionOf(command.userId),
  command,
})

export const timers = (event: ComplianceEvent, at: Moment): readonly TimerChange<ComplianceCommand>[] => [
  ...caseTimers(event),
  ...documentTimers(event),
  ...riskTimers(event),
  ...screeningTimers(event, at),
]

/** What only one client may hold: a session of the provider, and a document. */
export function claims(command: ComplianceCommand): readonly Claim<ComplianceRefusal>[] {
  switch (command.type) {
    case 'RecordKycSession':
      return [
        {
          scope: 'didit_session_id',
          value: command.providerSessionId,
          ownerId: command.userId,
          taken: refuse('provider_session_taken'),
        },
      ]
    case 'RecordKycDecision':
    case 'UploadDocument':
      // Asked again as a duplicate, it is kept without the document, so that an officer sees it.
      return command.documentKey === undefined || command.duplicate === true
        ? []
        : [
            {
              scope: 'document_number',
              value: command.documentKey,
              ownerId: command.userId,
              taken: refuse('duplicate_identity'),
            },
          ]
    default:
      return []
  }
}
