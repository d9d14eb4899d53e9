import type { KycSessionStatus } from '@filao/contracts'
import type { ComplianceEvent } from '../compliance.events'

type StepName = Extract<ComplianceEvent, { submits: boolean }>['type']

interface ProviderState {
  readonly status: KycSessionStatus
  /** The event of a session that comes into it; the first state comes with the session. */
  readonly event: StepName | undefined
  readonly from: readonly KycSessionStatus[]
}

/** The provider's words, exact and case-sensitive, and from which of our states each is believed (domain 6). */
export const PROVIDER_STATES: ReadonlyMap<string, ProviderState> = new Map<string, ProviderState>([
  ['Not Started', { status: 'pending', event: undefined, from: [] }],
  ['In Progress', { status: 'in_progress', event: 'KycSessionProgressed', from: ['pending', 'resubmitted'] }],
  [
    'In Review',
    { status: 'in_review', event: 'KycSessionSentToReview', from: ['pending', 'in_progress', 'resubmitted'] },
  ],
  [
    'Approved',
    {
      status: 'approved',
      event: 'KycSessionApproved',
      from: ['pending', 'in_progress', 'in_review', 'resubmitted', 'declined', 'abandoned', 'kyc_expired'],
    },
  ],
  [
    'Declined',
    {
      status: 'declined',
      event: 'KycSessionDeclined',
      from: ['pending', 'in_progress', 'in_review', 'resubmitted', 'approved', 'abandoned', 'kyc_expired'],
    },
  ],
  [
    'Resubmitted',
    {
      status: 'resubmitted',
      event: 'KycSessionResubmissionRequested',
      from: ['in_review', 'approved', 'declined', 'abandoned', 'kyc_expired'],
    },
  ],
  ['Expired', { status: 'expired', event: 'KycSessionExpired', from: ['pending', 'resubmitted'] }],
  ['Abandoned', { status: 'abandoned', event: 'KycSessionAbandoned', from: ['pending', 'in_progress', 'resubmitted'] }],
  ['Kyc Expired', { status: 'kyc_expired', event: 'KycSessionLapsed', from: ['approved'] }],
])

/** Sessions that the client can still go on with. */
const LIVE: ReadonlySet<KycSessionStatus> = new Set<KycSessionStatus>([
  'pending',
  'in_progress',
  'in_review',
  'resubmitted',
])
export const isLive = (status: KycSessionStatus): boolean => LIVE.has(status)
