import { contractSet, type MessageOf } from '../contract'
import { activityEvents } from './activity.events'
import { documentEvents } from './document.events'
import { instrumentEvents } from './instrument.events'
import * as kyc from './kyc.events'
import { limitEvents } from './limit.events'
import { riskEvents } from './risk.events'
import { screeningEvents } from './screening.events'
import { AccountRegistered, CddRecorded, SubjectRegistered } from './subject.events'

export const complianceEvents = contractSet([
  SubjectRegistered,
  AccountRegistered,
  CddRecorded,
  kyc.KycStarted,
  kyc.KycSessionStarted,
  kyc.KycSessionResumed,
  kyc.KycSessionProgressed,
  kyc.KycSessionSentToReview,
  kyc.KycSessionApproved,
  kyc.KycSessionDeclined,
  kyc.KycSessionResubmissionRequested,
  kyc.KycSessionExpired,
  kyc.KycSessionAbandoned,
  kyc.KycSessionLapsed,
  kyc.KycDecisionRecorded,
  kyc.KycAwaitingApproval,
  kyc.KycFirstApproved,
  kyc.KycApproved,
  kyc.KycRenewed,
  kyc.KycRejected,
  kyc.KycResubmissionRequired,
  kyc.KycRevoked,
  kyc.KycExpired,
  kyc.KycReviewDue,
  kyc.KycReviewBroughtForward,
  kyc.KycAttemptGranted,
  kyc.UserStatusRecorded,
  ...activityEvents,
  ...documentEvents,
  ...instrumentEvents,
  ...limitEvents,
  ...riskEvents,
  ...screeningEvents,
])
export type ComplianceEvent = MessageOf<(typeof complianceEvents.contracts)[number]>
