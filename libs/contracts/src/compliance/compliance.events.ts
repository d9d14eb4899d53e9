import { contractSet, type MessageOf } from '../contract'
import { screeningEvents } from './screening.events'
import { AccountRegistered, CddRecorded, SubjectRegistered } from './subject.events'

export const complianceEvents = contractSet([SubjectRegistered, AccountRegistered, CddRecorded, ...screeningEvents])
export type ComplianceEvent = MessageOf<(typeof complianceEvents.contracts)[number]>
