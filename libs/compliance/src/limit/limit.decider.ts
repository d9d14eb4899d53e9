import type { LimitBase, LimitValues } from '@filao/contracts'
import { commandHash, judgeWord, type Id, type Moment } from '@filao/kernel'
import { parseUnits, ZERO } from '@filao/money'
import type { CommandOf } from '../compliance.commands'
import type { ComplianceEvent } from '../compliance.events'
import { refuse, type ComplianceDecision, type RefusalCode } from '../compliance.refusals'
import { idAt } from '../id'
import type { Subject } from '../subject.state'
import { ASSET_FIELDS, isLowering, type Standing, type StandingRow } from './effective-limits'
import { applied, isEmpty, isSoAlready, outcomeOf, textOf, type Change } from './limit-change'
import { activeRows, openProposal, RiskLimits } from './limit.state'

/** Rows of a client, or of all of them, that hold now or later. */
const ROWS_MAX = { subject: 200, all: 500 } as const
const LEVERAGE = { min: parseUnits('1'), max: parseUnits('100'), step: parseUnits('0.01') } as const

type SetRiskLimit = CommandOf<'SetRiskLimit'>

/** One person lowers; two who say the same raise. What held before the row's time holds on, and holds again after it. */
export function setRiskLimit(command: SetRiskLimit, holder: Subject | RiskLimits, at: Moment): ComplianceDecision {
  const { ownerId, userId, assetId, values, reason, until, by, base } = command
  const { limits } = holder
  const refused = refusedOf(command, holder, at)
  if (refused) return refuse(refused)
  const change: Change = { userId, assetId, values, from: command.from ?? at.now, until }
  const rows = activeRows(limits)
  const outcome = outcomeOf(rows, change)
  if (isSoAlready(outcome)) return []
  const rowsMax = holder instanceof RiskLimits ? ROWS_MAX.all : ROWS_MAX.subject
  // A row that is set in the middle of another makes two of it.
  if (rows.filter((row) => row.until === undefined || row.until > at.now).length + 2 > rowsMax)
    return refuse('limits_max')
  if (isLowering(standing(base, holder, rows), standing(base, holder, outcome.rows), change))
    return applied(ownerId, outcome, { setBy: by, reason }, at)
  const proposal = openProposal(limits, change)
  const hash = hashOf(command)
  const first = proposal && { by: proposal.proposedBy, commandHash: proposal.commandHash }
  switch (judgeWord({ by, commandHash: hash }, first, userId)) {
    case 'owner':
      return refuse('own_case')
    case 'same_approver':
      return refuse('same_approver')
    case 'first':
      return [proposed(command, { at, commandHash: hash, supersedes: proposal?.proposalId })]
    case 'second': {
      const { proposedBy, proposalId, reason: said } = proposal!
      const decided = { setBy: proposedBy, approvedBy: by, reason: said, proposalId, commandHash: hash }
      return applied(ownerId, outcome, decided, at)
    }
  }
}

/** What a key is to say, and for what time: amounts as the wire has them. */
const hashOf = ({ ownerId, userId, assetId, values, from, until }: SetRiskLimit): string =>
  commandHash({ command: 'SetRiskLimit', ownerId, userId, assetId, values: textOf(values), from, until })

function refusedOf(
  { userId, assetId, isListed, values, from, until, by }: SetRiskLimit,
  holder: Subject | RiskLimits,
  { now }: Moment,
): RefusalCode | undefined {
  if (!(holder instanceof RiskLimits)) {
    if (!holder.profile) return 'subject_unknown'
    if (by === userId) return 'own_case'
  }
  // What an unlisted one is said to be limited by can still be ended.
  if (isListed === false && !isEmpty(values)) return 'instrument_unknown'
  if (assetId !== undefined && !isByAsset(values)) return 'limit_not_by_asset'
  if (!isInRange(values)) return 'limit_out_of_range'
  const begins = from ?? now
  return begins < now || (until !== undefined && until <= begins) ? 'limit_period' : undefined
}

const isByAsset = (values: LimitValues): boolean =>
  Object.entries(values).every(
    ([field, value]) => value === undefined || (ASSET_FIELDS as readonly string[]).includes(field),
  )

function isInRange({ leverageMultiplier: leverage, ...amounts }: LimitValues): boolean {
  if (Object.values(amounts).some((amount) => amount !== undefined && amount <= ZERO)) return false
  if (leverage === undefined) return true
  return leverage >= LEVERAGE.min && leverage <= LEVERAGE.max && leverage % LEVERAGE.step === ZERO
}

/** The rows that a client's limits follow from: what they stand on, and their own. */
const standing = (base: LimitBase, holder: Subject | RiskLimits, rows: readonly StandingRow[]): Standing => ({
  defaults: base.defaults,
  // The rows of all clients decide themselves: what the command knows of them may be older.
  rows: holder instanceof RiskLimits ? rows : [...base.rows, ...rows],
})

const proposed = (
  { ownerId, userId, assetId, values, reason, from, until, by }: SetRiskLimit,
  word: { readonly at: Moment; readonly commandHash: string; readonly supersedes: Id | undefined },
): ComplianceEvent => ({
  type: 'RiskLimitProposed',
  ownerId,
  userId,
  assetId,
  proposalId: idAt(ownerId, word.at, 0),
  values,
  reason,
  from,
  until,
  commandHash: word.commandHash,
  proposedBy: by,
  supersedes: word.supersedes,
})
