import type { ComplianceCommand, ComplianceEvent, LimitValues, WalletCommand } from '@filao/contracts'
import { isRefusal, type Instant } from '@filao/kernel'
import { parseUnits } from '@filao/money'
import { complianceRules } from '../compliance.decider'
import { at, idOf, Scenario } from '../scenario.fixture'
import {
  account,
  baseOf,
  CLIENT,
  DEFAULTS,
  hours,
  LIVE,
  OFFICER,
  order,
  OTHER_SHARE,
  resolve,
  SECOND,
  set,
  setForAll,
  SHARE,
} from './limit.fixture'
import { activeRows, RISK_LIMITS, RiskLimits } from './limit.state'

const client = (): Scenario => new Scenario(CLIENT).registered()
const rowsOf = (scenario: Scenario) =>
  activeRows(scenario.state.limits)
    .map(({ values, from, until }) => [Number(values.maxOrderValue) / 1e8, from, until])
    .sort(([, a], [, b]) => Number(a) - Number(b))
const told = (scenario: Scenario) =>
  scenario.sent.flatMap(({ command }) =>
    command.type === 'SetAccountLimits' ? [command as Extract<WalletCommand, { type: 'SetAccountLimits' }>] : [],
  )

describe('a limit', () => {
  test('is lowered by one person at once', () => {
    const scenario = client()
    expect(scenario.names(set(order(5_000)))).toEqual(['RiskLimitSet'])
    expect(rowsOf(scenario)).toEqual([[5_000, at, undefined]])
    expect(scenario.names(set(order(5_000)))).toEqual([])
    expect(scenario.names(set(order(4_000)))).toEqual(['RiskLimitEnded', 'RiskLimitSet'])
  })
  test('is raised by two who say the same', () => {
    const scenario = client()
    expect(scenario.names(set(order(200_000)))).toEqual(['RiskLimitProposed'])
    expect(rowsOf(scenario)).toEqual([])
    expect(scenario.when(set(order(200_000)))).toBe('same_approver')
    // Who says something else begins anew.
    expect(scenario.names(set(order(150_000), SECOND))).toEqual(['RiskLimitProposed'])
    expect(scenario.names(set(order(150_000), OFFICER))).toEqual(['RiskLimitSet'])
    expect([...scenario.state.limits.rows.values()]).toMatchObject([{ setBy: SECOND, approvedBy: OFFICER }])
    expect([...scenario.state.limits.proposals.values()].filter(({ isOpen }) => isOpen)).toEqual([])
  })
  test.each<[string, LimitValues, object]>([
    ['a field that nothing limited', { maxPositionSize: parseUnits('10') }, {}],
    ['less than a client may, but more than an instrument lets anybody', order(50_000), { lower: SHARE }],
  ])('%s is judged by what holds', (_, values, { lower }: { lower?: string }) => {
    const rows = lower === undefined ? [] : [{ assetId: lower, values: order(1_000), from: at }]
    const expected = lower === undefined ? 'RiskLimitSet' : 'RiskLimitProposed'
    expect(client().names(set(values, OFFICER, { base: baseOf(rows) }))).toEqual([expected])
  })
  test('that lowers what another time lowers more is a raise', () => {
    const low = [{ values: order(1_000), from: hours(2), until: hours(3) }]
    expect(client().names(set(order(5_000), OFFICER, { base: baseOf(low) }))).toEqual(['RiskLimitProposed'])
    const before = { base: baseOf(low), until: hours(2) }
    expect(client().names(set(order(5_000), OFFICER, before))).toEqual(['RiskLimitSet'])
  })
  test('that takes back a value which limited is a raise', () => {
    const scenario = client().given(set(order(5_000)))
    expect(scenario.names(set({ maxDailyWithdrawal: parseUnits('10') }))).toEqual(['RiskLimitProposed'])
  })
  test('for a time falls back to what held before, with its own approvals', () => {
    const scenario = client().given(set(order(200_000)), set(order(200_000), SECOND))
    const temporary = { from: hours(1), until: hours(2) }
    expect(scenario.names(set(order(1_000), OFFICER, temporary))).toEqual([
      'RiskLimitEnded',
      'RiskLimitSet',
      'RiskLimitSet',
    ])
    expect(rowsOf(scenario)).toEqual([
      [200_000, at, hours(1)],
      [1_000, hours(1), hours(2)],
      [200_000, hours(2), undefined],
    ])
    expect(
      activeRows(scenario.state.limits).filter(({ values }) => values.maxOrderValue === 20_000_000_000_000n),
    ).toEqual([
      expect.objectContaining({ setBy: OFFICER, approvedBy: SECOND }),
      expect.objectContaining({ setBy: OFFICER, approvedBy: SECOND }),
    ])
  })
  test('takes the place of all that begins in its time, which then never holds', () => {
    const scenario = client().given(set(order(5_000), OFFICER, { from: hours(5), until: hours(6) }))
    expect(scenario.names(set(order(4_000), OFFICER, { from: hours(4) }))).toEqual(['RiskLimitEnded', 'RiskLimitSet'])
    expect(rowsOf(scenario)).toEqual([[4_000, hours(4), undefined]])
    expect([...scenario.state.limits.rows.values()].map(({ isActive }) => isActive)).toEqual([false, true])
  })
  test('ends where no value is given: upwards by two, and nothing is nothing', () => {
    const scenario = client().given(set(order(5_000)))
    expect(scenario.names(set({}))).toEqual(['RiskLimitProposed'])
    expect(scenario.names(set({}, SECOND))).toEqual(['RiskLimitEnded'])
    expect(rowsOf(scenario)).toEqual([])
    expect(scenario.names(set({}))).toEqual([])
  })
  test('that was approved and is lower by then is set by one', () => {
    const scenario = client().given(set(order(200_000)))
    const raised = { base: { ...baseOf(), defaults: { ...DEFAULTS, ...order(300_000) } } }
    expect(scenario.names(set(order(200_000), OFFICER, raised))).toEqual(['RiskLimitSet'])
  })
  test('of an instrument that is not listed can be ended by two', () => {
    const of = { assetId: SHARE, isListed: false }
    const scenario = client().given(set(order(5_000), OFFICER, { ...of, isListed: true }))
    expect(scenario.names(set({}, OFFICER, of))).toEqual(['RiskLimitProposed'])
    expect(scenario.names(set({}, SECOND, of))).toEqual(['RiskLimitEnded'])
  })
  test.each<[string, LimitValues, object]>([
    ['instrument_unknown', order(1), { assetId: SHARE, isListed: false }],
    ['limit_not_by_asset', { maxDailyWithdrawal: 1n }, { assetId: SHARE }],
    ['limit_not_by_asset', { leverageMultiplier: parseUnits('1') }, { assetId: SHARE }],
    ['limit_out_of_range', { maxOrderValue: 0n }, {}],
    ['limit_out_of_range', { leverageMultiplier: parseUnits('0.99') }, {}],
    ['limit_out_of_range', { leverageMultiplier: parseUnits('100.01') }, {}],
    ['limit_out_of_range', { leverageMultiplier: parseUnits('1.001') }, {}],
    ['limit_period', order(1), { from: at - 1 }],
    ['limit_period', order(1), { until: at }],
    ['limit_period', order(1), { from: hours(2), until: hours(2) }],
    ['own_case', order(1), { by: CLIENT }],
  ])('%s is refused', (code, values, more) => {
    expect(client().when(set(values, OFFICER, more))).toBe(code)
  })
  test('of somebody unknown is refused, and so is one more than a client can have', () => {
    expect(new Scenario(CLIENT).when(set(order(1)))).toBe('subject_unknown')
    const scenario = client()
    for (let hour = 0; hour < 199; hour += 1)
      scenario.given(set(order(5_000), OFFICER, { from: hours(2 * hour + 1), until: hours(2 * hour + 2) }))
    expect(scenario.when(set(order(5_000), OFFICER, { from: hours(999) }))).toBe('limits_max')
  })
})

describe('limits of everybody', () => {
  const { decider } = complianceRules
  /** All that the commands decide, in order; a refusal's code ends it. */
  function all(commands: readonly ComplianceCommand[], now: Instant = at) {
    let state = decider.initial(RISK_LIMITS)
    const names: string[] = []
    let position = 1
    for (const command of commands) {
      const decision = decider.decide(command, state, { now, position })
      if (isRefusal(decision)) return { names: [...names, decision.refused], state: state as RiskLimits }
      for (const event of decision) state = decider.evolve(state, event, { now, position: position++ })
      names.push(...decision.map(({ type }: ComplianceEvent) => type))
    }
    return { names, state: state as RiskLimits }
  }
  test('are lowered by one and raised by two, and judged by their own rows', () => {
    // What the command knows of them is older: it says that nothing is set.
    const raise = [setForAll(order(10_000)), setForAll(order(20_000)), setForAll(order(20_000), SECOND)]
    expect(all(raise).names).toEqual(['RiskLimitSet', 'RiskLimitProposed', 'RiskLimitEnded', 'RiskLimitSet'])
    expect(all(raise).state).toBeInstanceOf(RiskLimits)
  })
  test('of an instrument are rows of their own', () => {
    const ofShare = (value: number, assetId = SHARE) => setForAll(order(value), OFFICER, { assetId })
    expect(all([ofShare(5_000), ofShare(6_000, OTHER_SHARE), ofShare(5_500)]).names).toEqual([
      'RiskLimitSet',
      'RiskLimitSet',
      'RiskLimitProposed',
    ])
  })
})

describe('what holds', () => {
  test('is resolved for live accounts, and wallet told when it is something else', () => {
    const scenario = client().given(account(idOf(4), 'demo'))
    expect(scenario.names(resolve())).toEqual([])
    scenario.given(account(), resolve())
    const { leverageMultiplier: _, ...defaults } = DEFAULTS
    expect(told(scenario)).toEqual([{ type: 'SetAccountLimits', accountId: LIVE, limits: { version: 1, ...defaults } }])
    expect(scenario.names(resolve())).toEqual([])
    // What they stand on is another, and gives the same.
    expect(scenario.when(resolve(baseOf([], 'b')))).toMatchObject([{ changed: false, accountIds: [] }])
    scenario.given(set(order(5_000)), resolve())
    expect(told(scenario).at(-1)).toMatchObject({ limits: { version: 2, ...order(5_000) } })
  })
  test('is told to an account that is new, by the same version', () => {
    const scenario = client().given(account(), resolve(), account(idOf(8, 1)), resolve())
    expect(told(scenario).map(({ accountId, limits }) => [accountId, limits.version])).toEqual([
      [LIVE, 1],
      [LIVE, 1],
      [idOf(8, 1), 1],
    ])
  })
  test('changes by itself when a time has come, and not before', () => {
    const scenario = client().given(
      account(),
      set(order(1_000), OFFICER, { from: hours(1), until: hours(2) }),
      resolve(),
    )
    expect(scenario.state.limits.dueAt).toBe(hours(1))
    const values = [0.5, 1, 1.5, 2].map((hour) => {
      scenario.now = hours(hour)
      scenario.given(resolve())
      return Number(scenario.state.limits.resolved!.maxOrderValue) / 1e8
    })
    expect(values).toEqual([100_000, 1_000, 1_000, 100_000])
    expect([scenario.state.limits.dueAt, scenario.state.limits.resolved!.version]).toEqual([undefined, 3])
  })
  test('of an instrument is told where a row of the instrument says it', () => {
    const rows = [
      { assetId: SHARE, values: { ...order(7_000), maxPositionSize: parseUnits('10') }, from: at },
      { assetId: OTHER_SHARE, values: order(3_000), from: at },
      { values: order(60_000), from: at },
    ]
    const scenario = client()
      .given(account(), set(order(8_000), OFFICER, { until: hours(1) }))
      .given(set(order(2_000), SECOND, { assetId: OTHER_SHARE, base: baseOf(rows) }), resolve(baseOf(rows)))
    expect(scenario.state.limits.resolved).toMatchObject({
      ...order(8_000),
      assets: { [SHARE]: { maxPositionSize: parseUnits('10') }, [OTHER_SHARE]: order(2_000) },
    })
    expect(scenario.state.limits.resolved!.assets![SHARE]).toEqual({ maxPositionSize: parseUnits('10') })
    scenario.now = hours(1)
    scenario.given(resolve(baseOf(rows)))
    expect(scenario.state.limits.resolved).toMatchObject({
      ...order(60_000),
      assets: { [SHARE]: { ...order(7_000), maxPositionSize: parseUnits('10') }, [OTHER_SHARE]: order(2_000) },
    })
  })
})
