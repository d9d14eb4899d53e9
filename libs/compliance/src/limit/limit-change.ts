import { canonicalJson, LimitValues, type Personal } from '@filao/contracts'
import type { Id, Moment } from '@filao/kernel'
import type { ComplianceEvent, EventOf } from '../compliance.events'
import { idAt } from '../id'
import type { StandingRow } from './effective-limits'
import { ended, isSameKey, overlaps, type LimitKey, type LimitPeriod, type LimitRow } from './limit.state'

/** What a key is to say for a time; nothing at all ends what it said. */
export interface Change extends LimitKey, LimitPeriod {
  readonly values: LimitValues
}
/** Who has decided, and why. */
export interface Decided {
  readonly setBy: Id
  readonly approvedBy?: Id
  readonly reason: Personal<string>
  readonly proposalId?: Id
  readonly commandHash?: string
}

export const isEmpty = (values: LimitValues): boolean => Object.values(values).every((value) => value === undefined)

/** Those of the key whose time the change takes, in part or wholly. */
const takenFrom = (rows: readonly LimitRow[], change: Change): readonly LimitRow[] =>
  rows.filter((row) => isSameKey(row, change) && overlaps(row, change))

/** What a change makes of the rows: judged by it, and applied. */
export interface Outcome {
  readonly change: Change
  /** Whose time it takes. */
  readonly taken: readonly LimitRow[]
  /** Those of them that hold again after it. */
  readonly goingOn: readonly LimitRow[]
  /** The rows of all keys, with the change. */
  readonly rows: readonly StandingRow[]
}

export function outcomeOf(rows: readonly LimitRow[], change: Change): Outcome {
  const { values, ...rest } = change
  const taken = takenFrom(rows, change)
  const others = rows.filter((row) => !taken.includes(row))
  const before = taken.map((row) => ended(row, change.from)).filter(({ isActive }) => isActive)
  const goingOn = taken.filter((row) => goesOn(row, change)).map((row) => ({ ...row, from: change.until! }))
  const set = isEmpty(values) ? [] : [{ ...rest, values }]
  return { change, taken, goingOn, rows: [...others, ...before, ...set, ...goingOn] }
}

const goesOn = (row: LimitPeriod, { until }: LimitPeriod): boolean =>
  until !== undefined && (row.until === undefined || row.until > until)

/** Nothing to end, or one row says the same until the same time already. */
export function isSoAlready({ change, taken }: Outcome): boolean {
  if (isEmpty(change.values)) return taken.length === 0
  const [only] = taken
  if (taken.length !== 1 || !only || only.from > change.from) return false
  return only.until === change.until && textOf(only.values) === textOf(change.values)
}

/** Those that it takes the place of end first: no two rows of a key ever hold at once. */
export function applied(
  ownerId: Id,
  { change, taken, goingOn }: Outcome,
  { setBy, ...decision }: Decided,
  at: Moment,
): readonly ComplianceEvent[] {
  const { values, from, until, ...key } = change
  const ends = taken.map((row): EventOf<'RiskLimitEnded'> => ({
    type: 'RiskLimitEnded',
    ownerId,
    ...key,
    limitId: row.limitId,
    until: Math.max(from, row.from),
    endedBy: setBy,
    ...decision,
  }))
  const of = { type: 'RiskLimitSet', ownerId, ...key } as const
  const set: EventOf<'RiskLimitSet'>[] = isEmpty(values)
    ? []
    : [{ ...of, limitId: idAt(ownerId, at, 0), values, from, until, setBy, ...decision }]
  const goOn = goingOn.map((row, nth): EventOf<'RiskLimitSet'> => ({
    ...of,
    limitId: idAt(ownerId, at, nth + 1),
    values: row.values,
    from: row.from,
    until: row.until,
    setBy: row.setBy,
    approvedBy: row.approvedBy,
    reason: row.reason,
    continues: row.limitId,
  }))
  return [...ends, ...set, ...goOn]
}

/** As the wire has it: amounts as text. */
export const textOf = (values: LimitValues): string => canonicalJson(LimitValues.encode(values))
