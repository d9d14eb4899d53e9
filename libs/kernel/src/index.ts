export { assert, AssertionError, never } from './assert'
export { canonicalJson, canonicalString } from './canonical-json'
export { COUNTRIES } from './country'
export { isRefusal, type Command, type Decider, type Decision, type Event, type Moment, type Refusal } from './decider'
export {
  commandHash,
  judgeAgreement,
  judgeWord,
  type Decided,
  type FirstWord,
  type Verdict,
  type Word,
} from './four-eyes'
export { isId, makeId, namedId, PARTITIONS_MAX, partitionOf, type Id } from './id'
export { fromTimestamp, toTimestamp, type Clock, type Instant } from './instant'
export { addDays, addMonths, addWorkingDays, endOfDay, localDay, monthOf, startOfDay } from './local-day'
export { sha256 } from './sha256'
export { murmur2, partitionOfKey } from './murmur2'
export type { Claim, Reaction, Rules, TimerChange } from './rules'
