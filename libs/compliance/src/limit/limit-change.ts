import { canonicalJson, LimitValues } from '@filao/contracts'
import type { Id, Moment } from '@filao/kernel'
import type { ComplianceEvent, EventOf } from '../compliance.events'
import { idAt } from '../id'
import {
  activeRows,
  ended,
  isSameKey,
  overlaps,
  type LimitKey,
  type LimitPeriod,
  type LimitRow,
  type Limits,
} from './limit.state'

/** What a key is to say for a time; nothing at all ends what it said. */
export interface Change extends LimitKey, LimitPeriod {
  readonly values: LimitValues
}
/** Who has decided, and why. */
export interface Decided {
  readonly setBy: Id
  readonly approvedBy?: Id
  readonly reason: string
  readonly proposalId?: Id
  readonly commandHash?: string
}

const isEmpty = (values: LimitValues): boolean => Object.values(values).every((value) => value === undefined)

/** Those of the key whose time the change takes, in part or wholly. */
const takenFrom = (rows: readonly LimitRow[], change: Change): readonly LimitRow[] =>
  rows.filter((row) => isSameKey(row, change) && overlaps(row, change))

/** Nothing to end, or one row says the same until the same time already. */
export function isSoAlready(rows: readonly LimitRow[], change: Change): boolean {
  const own = takenFrom(rows, change)
  if (isEmpty(change.values)) return own.length === 0
  const [only] = own
  if (own.length !== 1 || !only || only.from > change.from) return false
  return only.until === change.until && textOf(only.values) === textOf(change.values)
}

/** The rows of all keys, with the change. */
export function changed(rows: readonly LimitRow[], change: Change): readonly LimitRow[] {
  const { values, ...rest } = change
  const own = takenFrom(rows, change)
  const others = rows.filter((row) => !own.includes(row))
  const before = own.map((row) => ended(row, change.from)).filter(({ isActive }) => isActive)
  const after = own.filter((row) => goesOn(row, change)).map((row) => ({ ...row, from: change.until! }))
  const set = { ...rest, values, limitId: '', reason: '', setBy: '', approvedBy: undefined, isActive: true }
  return [...others, ...before, ...(isEmpty(values) ? [] : [set]), ...after]
}

const goesOn = (row: LimitPeriod, { until }: LimitPeriod): boolean =>
  until !== undefined && (row.until === undefined || row.until > until)

/** Those that it takes the place of end first: no two rows of a key ever hold at once. */
export function applied(
  ownerId: Id,
  { limits, change, decided }: { readonly limits: Limits; readonly change: Change; readonly decided: Decided },
  at: Moment,
): readonly ComplianceEvent[] {
  const { values, from, until, ...key } = change
  const { setBy, ...decision } = decided
  const own = takenFrom(activeRows(limits), change)
  const ends = own.map((row): EventOf<'RiskLimitEnded'> => ({
    type: 'RiskLimitEnded',
    ownerId,
    ...key,
    limitId: row.limitId,
    until: Math.max(from, row.from),
    endedBy: setBy,
    ...decision,
  }))
  const set: EventOf<'RiskLimitSet'>[] = isEmpty(values)
    ? []
    : [
        {
          type: 'RiskLimitSet',
          ownerId,
          ...key,
          limitId: idAt(ownerId, at, 0),
          values,
          from,
          until,
          setBy,
          ...decision,
        },
      ]
  const goOn = own
    .filter((row) => goesOn(row, change))
    .map((row, nth): EventOf<'RiskLimitSet'> => ({
      type: 'RiskLimitSet',
      ownerId,
      ...key,
      limitId: idAt(ownerId, at, nth + 1),
      values: row.values,
      from: until!,
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
