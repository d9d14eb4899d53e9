import {
  type LimitField,
  type ComplianceCommand,
  type ComplianceEvent,
  type LimitBase,
  type LimitValues,
} from '@filao/contracts'
import { isRefusal, type Id, type Instant } from '@filao/kernel'
import fc from 'fast-check'
import { complianceRules } from '../compliance.decider'
import type { ComplianceState } from '../compliance.state'
import { at, idOf } from '../scenario.fixture'
import type { Subject } from '../subject.state'
import { accountLimits, effectiveOf } from './effective-limits'
import { baseOf, CLIENT, DEFAULTS, HOUR, OTHER_SHARE, SHARE } from './limit.fixture'
import { activeRows, isSameKey, overlaps, RISK_LIMITS, type RiskLimits, type LimitRow } from './limit.state'

/** What is tried: a limit of somebody or something, for a time, by one of three. */
interface Step {
  readonly userId: Id | undefined
  readonly assetId: Id | undefined
  readonly values: LimitValues
  readonly from: number | undefined
  readonly hours: number | undefined
  readonly by: number
  readonly waits: number
}

const STAFF = [idOf(91), idOf(92), idOf(93)]
const fields = ['maxOrderValue', 'maxPositionSize', 'maxDailyTradeVolume'] as const
const someValue = fc.option(fc.constantFrom(1n, 2n, 3n, 5_000_000_000_000n, 10_000_000_000_000n, 20_000_000_000_000n), {
  nil: undefined,
})
const step: fc.Arbitrary<Step> = fc
  .record({
    userId: fc.constantFrom(CLIENT, undefined),
    assetId: fc.constantFrom(undefined, SHARE, OTHER_SHARE),
    values: fc.tuple(someValue, someValue, someValue),
    from: fc.option(fc.integer({ min: 0, max: 8 }), { nil: undefined }),
    hours: fc.option(fc.integer({ min: 1, max: 8 }), { nil: undefined }),
    by: fc.integer({ min: 0, max: 2 }),
    waits: fc.integer({ min: 0, max: 2 }),
  })
  .map(({ values, ...rest }) => ({
    ...rest,
    values: Object.fromEntries(
      fields.flatMap((field, n) =>
        values[n] === undefined || (rest.assetId !== undefined && field === 'maxDailyTradeVolume')
          ? []
          : [[field, values[n]]],
      ),
    ),
  }))
/** Half of the steps are said again by another. */
const steps = fc
  .array(fc.tuple(step, fc.boolean()), { minLength: 3, maxLength: 25 })
  .map((list) => list.flatMap(([one, again]) => (again ? [one, { ...one, by: (one.by + 1) % 3, waits: 0 }] : [one])))

/** All that anybody's limits follow from, at one moment of a history. */
interface World {
  readonly now: Instant
  readonly rows: readonly LimitRow[]
}

/** Plays steps on a client and on what is of none. `look` sees each one with the world before and after it. */
function play(
  script: readonly Step[],
  look: (seen: { command: ComplianceCommand; events: readonly ComplianceEvent[]; before: World; after: World }) => void,
): void {
  const { decider } = complianceRules
  const states = new Map<Id, ComplianceState>([CLIENT, RISK_LIMITS].map((id) => [id, decider.initial(id)]))
  const subject = states.get(CLIENT) as Subject
  let [now, position] = [at, 1]
  const submit = (command: ComplianceCommand, id: Id): readonly ComplianceEvent[] => {
    const decision = decider.decide(command, states.get(id)!, { now, position })
    if (isRefusal(decision)) return []
    for (const event of decision) states.set(id, decider.evolve(states.get(id)!, event, { now, position: position++ }))
    return decision
  }
  submit({ type: 'RegisterSubject', userId: CLIENT, firstName: 'Ada', lastName: 'Lovelace' }, CLIENT)
  const ofAll = () => activeRows((states.get(RISK_LIMITS) as RiskLimits).limits)
  const world = (): World => ({ now, rows: [...ofAll(), ...activeRows(subject.limits)] })
  const base = (): LimitBase =>
    baseOf(ofAll().map(({ assetId, values, from, until }) => ({ assetId, values, from, until })))
  for (const { userId, assetId, values, from, hours, by, waits } of script) {
    now += waits * HOUR
    const begins = from === undefined ? undefined : at + from * HOUR
    const until = hours === undefined ? undefined : (begins ?? now) + hours * HOUR
    const ownerId = userId ?? RISK_LIMITS
    const command = {
      type: 'SetRiskLimit',
      ownerId,
      userId,
      assetId,
      values,
      reason: 'r',
      from: begins,
      until,
    } as const
    const before = world()
    const whole = { ...command, by: STAFF[by]!, base: base() }
    const events = submit(whole, ownerId)
    if (events.length > 0) look({ command: whole, events, before, after: world() })
  }
}

/** As domain.md 9.2 says it, and slow: of all rows that hold and have a value, the one of the first rank. */
function oracle({ rows }: World, field: LimitField, of: Place) {
  const ranks: readonly [Id | undefined, Id | undefined][] = [
    [of.userId, of.assetId],
    [of.userId, undefined],
    [undefined, of.assetId],
    [undefined, undefined],
  ]
  for (const [userId, assetId] of ranks) {
    for (const row of rows) {
      const holds = row.from <= of.when && (row.until === undefined || row.until > of.when)
      if (holds && row.userId === userId && row.assetId === assetId && row.values[field] !== undefined)
        return row.values[field]
    }
  }
  return DEFAULTS[field]
}

type Place = { readonly userId: Id | undefined; readonly assetId: Id | undefined; readonly when: Instant }

/** Everybody, every instrument and every time at which anything may change: all that does not fit. */
function unfit(worlds: readonly World[], fits: (field: (typeof fields)[number], place: Place) => boolean): unknown[] {
  const rows = worlds.flatMap((world) => world.rows)
  const times = rows.flatMap(({ from, until }) => (until === undefined ? [from] : [from, until]))
  const found: unknown[] = []
  for (const when of new Set([at, worlds.at(-1)!.now, ...times]))
    for (const userId of [CLIENT, undefined])
      for (const assetId of [undefined, SHARE, OTHER_SHARE])
        for (const field of fields) {
          if (assetId !== undefined && field === 'maxDailyTradeVolume') continue
          if (!fits(field, { userId, assetId, when })) found.push({ field, userId, assetId, when })
        }
  return found
}

test('what holds is always of the most specific row that says something', () => {
  fc.assert(
    fc.property(steps, (script) => {
      play(script, ({ after }) => {
        const ofAll = after.rows.filter(({ userId }) => userId === undefined)
        const wrong = unfit([after], (field, place) => {
          const standing = { defaults: DEFAULTS, rows: place.userId === undefined ? ofAll : after.rows }
          const { assetId, when } = place
          return effectiveOf(standing, field, { assetId, at: when }).value === oracle(after, field, place)
        })
        expect(wrong).toEqual([])
      })
    }),
  )
})
test('what wallet is told judges as all rows would', () => {
  fc.assert(
    fc.property(steps, (script) => {
      play(script, ({ after }) => {
        const wrong = unfit([after], (field, place) => {
          if (place.userId === undefined || field === 'maxDailyTradeVolume') return true
          const { assets = {}, ...limits } = accountLimits({ defaults: DEFAULTS, rows: after.rows }, place.when)
          const own = place.assetId === undefined ? undefined : assets[place.assetId]?.[field]
          return (own ?? limits[field]) === oracle(after, field, place)
        })
        expect(wrong).toEqual([])
      })
    }),
  )
})
test('no two rows of a key ever hold at once', () => {
  fc.assert(
    fc.property(steps, (script) => {
      play(script, ({ after: { rows } }) => {
        const both = rows.filter((row, n) =>
          rows.some((other, m) => n < m && isSameKey(row, other) && overlaps(row, other)),
        )
        expect(both).toEqual([])
      })
    }),
    { numRuns: 200 },
  )
})
test('nobody is limited by more after what one person has done, and two have done what raises', () => {
  fc.assert(
    fc.property(steps, (script) => {
      play(script, ({ command, events, before, after }) => {
        const set = events.filter((event) => event.type === 'RiskLimitSet' || event.type === 'RiskLimitEnded')
        for (const event of set) if (event.type === 'RiskLimitSet') expect(event.approvedBy).not.toBe(event.setBy)
        // A row that goes on keeps its own two people.
        if (set.some(({ approvedBy, proposalId }) => approvedBy !== undefined && proposalId !== undefined)) return
        const higher = unfit([before, after], (field, place) => {
          const [was, is] = [before, after].map((world) => oracle(world, field, place))
          return place.when < after.now || was === undefined || (is !== undefined && is <= was)
        })
        expect({ command, higher }).toEqual({ command, higher: [] })
      })
    }),
    { numRuns: 200 },
  )
})
