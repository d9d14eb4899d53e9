import { contractSet, type MessageOf } from '../contract'
import { AmlCheckRequested } from './check.events'
import { AccountRegistered, CddRecorded, SubjectRegistered } from './subject.events'

export const complianceEvents = contractSet([SubjectRegistered, AccountRegistered, CddRecorded, AmlCheckRequested])
export type ComplianceEvent = MessageOf<(typeof complianceEvents.contracts)[number]>
