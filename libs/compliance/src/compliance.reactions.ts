import type { ComplianceCommand, IdentityCommand, WalletCommand } from '@filao/contracts'
import { partitionOf, type Claim, type Moment, type Reaction, type TimerChange } from '@filao/kernel'
import type { ComplianceEvent } from './compliance.events'
import { refuse, type ComplianceRefusal } from './compliance.refusals'
import { documentTimers } from './document/document-timers.reactions'
import { caseTimers } from './kyc/case-timers.reactions'
import { screeningReactions, screeningTimers } from './screening.reactions'

const toIdentity = (command: Extract<IdentityCommand, { userId: string }>): Reaction => ({
  to: 'identity',
  partition: partitionOf(command.userId),
  command,
})
const toWallet = (command: Extract<WalletCommand, { accountId: string }>): Reaction => ({
  to: 'wallet',
  partition: partitionOf(command.accountId),
  command,
})

/** Event → commands for other services: what a client may do follows what is known of them. */
export function reactions(event: ComplianceEvent): readonly Reaction[] {
  switch (event.type) {
    case 'KycStarted':
      return [told(event, event.renewal ? 'approved' : 'pending', event.renewal)]
    case 'KycSessionSentToReview':
      return event.submits ? [told(event, 'pending', true)] : []
    case 'KycAwaitingApproval':
      return [told(event, event.renewal ? 'approved' : 'pending', true)]
    case 'KycApproved': {
      const { userId, accountId, accountIds } = event
      return [
        told(event, 'approved', true),
        toIdentity({ type: 'ActivateUser', userId, accountId }),
        ...lifted(accountIds),
      ]
    }
    case 'KycRenewed':
      return [told(event, 'approved', true), ...lifted(event.accountIds)]
    case 'KycRejected':
      return [told(event, 'rejected', true)]
    case 'KycResubmissionRequired':
    case 'KycRevoked':
    case 'KycExpired':
      return [told(event, 'resubmission_required', false)]
    default:
      return screeningReactions(event)
  }
}

type Status = Extract<IdentityCommand, { type: 'RecordKycStatus' }>['status']

const told = ({ userId }: { readonly userId: string }, status: Status, submitted: boolean): Reaction =>
  toIdentity({ type: 'RecordKycStatus', userId, status, submitted })

const lifted = (accountIds: readonly string[]): readonly Reaction[] =>
  accountIds.flatMap((accountId) => [
    toWallet({ type: 'LiftRestriction', accountId, kind: 'kyc' }),
    toWallet({ type: 'LiftRestriction', accountId, kind: 'review_overdue' }),
  ])

export const timers = (event: ComplianceEvent, at: Moment): readonly TimerChange<ComplianceCommand>[] => [
  ...caseTimers(event),
  ...documentTimers(event),
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
