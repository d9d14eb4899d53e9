export type { Birth, Gender, ListedName, ListedParty, NameQuality, Schema, ScreeningQuery } from './screening/entity'
export {
  ALGORITHM,
  prepareParty,
  prepareQuery,
  scoreParty,
  type Explanation,
  type PreparedParty,
  type PreparedQuery,
  type Scored,
} from './screening/screening'
export { nameLikeness } from './screening/name-likeness'
export type { Transliterate } from './screening/tokens'
export { ListIndex, type ScreeningResult } from './screening/list-index'
export type { AliasNote, ListedDocument, ListedPlace, ListEntry, Provenance, ReadList } from './lists/list-entry'
export { UnreadableList } from './lists/list-entry'
export { alpha2Of, countryCodeOf } from './lists/country'
export {
  differenceOf,
  faultOf,
  FREEZING_LISTS,
  SANCTIONS_LISTS,
  versionIdOf,
  type EntryHashes,
  type ListDifference,
} from './lists/list-version'
export { readUnList } from './lists/un-list'
export { XML_OPTIONS, type XmlElement } from './lists/xml'
export { complianceRules } from './compliance.decider'
export { complianceRefusals, type ComplianceRefusal } from './compliance.refusals'
export { aggregateOf } from './compliance.decider'
export { isSubject, type ComplianceState } from './compliance.state'
export { isClosed, type Alert } from './alert.state'
export { isOpen, type Check, type ClearedPair, type Hit } from './check.state'
export {
  clientQuery,
  hasHitNotCleared,
  isScreenedClear,
  sameQuery,
  type ClientQuery,
  type ListsInForce,
} from './clearance.state'
export { isActive, isFrozen, type Freeze } from './freeze.state'
export type { ListedInstrument, ReleaseProposal } from './instrument.state'
export type { NilReport, Notice } from './notice.state'
export { AT_ONCE, listIdOf, ScreeningList, SOURCE, versionRefOf, type ListVersion } from './list.state'
export { cddOf, liveAccounts, unknownSubject, type Profile, type Subject, type SubjectAccount } from './subject.state'
export { DOCUMENTS_MAX, isIdentityDocument, type Document } from './document/document.state'
export { assess, RISK_FACTORS, RISK_MODEL, type Assessment } from './risk/risk-model'
export type { Activity, Turnover } from './risk/activity.state'
export { bearsOnRisk } from './risk/risk-events.state'
export { riskInputsOf } from './risk/risk-inputs.state'
export { riskOf, type Risk, type RiskProposal } from './risk/risk.state'
export {
  accountLimits,
  ASSET_FIELDS,
  assetsOf,
  effectiveLimits,
  LIMIT_FIELDS,
  LIMIT_LEVELS,
  type Effective,
  type EffectiveLimits,
  type LimitLevel,
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
export { currentSession, type KycCase, type KycSession } from './kyc/kyc.state'
export { documentKindOf } from './kyc/verified-identity.state'
export { isLive, PROVIDER_STATES } from './kyc/provider-status.state'
