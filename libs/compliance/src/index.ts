export type { Birth, Gender, ListedName, Schema, ScreeningQuery } from './screening/entity'
export { ALGORITHM, prepareParty, prepareQuery, type Explanation } from './screening/screening'
export { nameLikeness } from './screening/name-likeness'
export { ListIndex } from './screening/list-index'
export type { ListEntry, ReadList } from './lists/list-entry'
export { UnreadableList } from './lists/list-entry'
export { alpha2Of } from './lists/country'
export { differenceOf, faultOf, versionIdOf } from './lists/list-version'
export { readUnList } from './lists/un-list'
export { XML_OPTIONS, type XmlElement } from './lists/xml'
export { complianceRules } from './compliance.decider'
export { complianceRefusals, type ComplianceRefusal } from './compliance.refusals'
export { aggregateOf } from './compliance.decider'
export { isSubject, type ComplianceState } from './compliance.state'
export { isClosed, type Alert } from './alert.state'
export { isOpen, type Check, type ClearedPair, type Hit } from './check.state'
export { clientQuery, type ListsInForce } from './clearance.state'
export { isActive, type Freeze } from './freeze.state'
export type { ListedInstrument, ReleaseProposal } from './instrument.state'
export type { NilReport, Notice } from './notice.state'
export { AT_ONCE, listIdOf, ScreeningList, SOURCE, versionRefOf, type ListVersion } from './list.state'
export { cddOf, liveAccounts, unknownSubject, type Profile, type Subject, type SubjectAccount } from './subject.state'
export type { Document } from './document/document.state'
export { RISK_FACTORS } from './risk/risk-model'
export type { Activity, Turnover } from './risk/activity.state'
export { bearsOnRisk } from './risk/risk-events.state'
export { riskInputsOf } from './risk/risk-inputs.state'
export { riskOf, type Risk, type RiskProposal } from './risk/risk.state'
export {
  ASSET_FIELDS,
  assetsOf,
  effectiveLimits,
  LIMIT_FIELDS,
  LIMIT_LEVELS,
  type Effective,
  type EffectiveLimits,
} from './limit/effective-limits'
export {
  activeRows,
  RISK_LIMITS,
  RiskLimits,
  type ClientLimits,
  type LimitProposal,
  type LimitRow,
  type Limits,
} from './limit/limit.state'
export { needsTwo } from './kyc/approval.decider'
export type { KycCase, KycSession } from './kyc/kyc.state'
export { documentKindOf } from './kyc/verified-identity.state'
export { isLive, PROVIDER_STATES } from './kyc/provider-status.state'
