export { CHAIN_START, chainHash, judgePosition, judgeStep, type ChainStep, type Reached, type Verdict } from './chain'
export {
  classify,
  EVENT_CATEGORIES,
  SEVERITIES,
  type Classification,
  type EventCategory,
  type Severity,
} from './classification'
export { describe, readType } from './description'
export { appendLeaves, EMPTY_FRONTIER, frontierBytes, frontierRoot, readFrontier, type Frontier } from './frontier'
export { leafHash, sameBytes, type Sha256 } from './merkle'
export { auditRefusals, auditRules, type AuditReadState, type AuditRefusal } from './read.decider'
export { kindOfSource, originOf, type Origin, type Place } from './source'
export { isWithheld, WITHHELD_TYPES } from './withheld'
