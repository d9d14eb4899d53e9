import type { ComplianceCommand, PaymentDirection } from '@filao/contracts'
import { addMonths, localDay, monthOf, startOfDay } from '@filao/kernel'
import { parseUnits } from '@filao/money'
import fc from 'fast-check'
import { idOf } from '../scenario.fixture'
import { CLIENT, KycScenario } from '../kyc/kyc.fixture'
import { busiestMonth, inactive } from './activity.state'
import { bearsOnRisk } from './risk-events.state'
import { riskInputsOf } from './risk-inputs.state'
import { riskOf } from './risk.state'

const DECLARED = parseUnits('50000')
const payment = (nth: number): string => idOf(500 + nth)
const counterparty = (country: string, nth = 1): ComplianceCommand => ({
  type: 'RecordCounterparty',
  userId: CLIENT,
  paymentId: payment(nth),
  country,
})
const turnover = (mur: string, nth = 1, direction: PaymentDirection = 'deposit'): ComplianceCommand => ({
  type: 'RecordTurnover',
  userId: CLIENT,
  paymentId: payment(nth),
  direction,
  murAmount: parseUnits(mur),
})
const declared = (): KycScenario =>
  new KycScenario().registered().given({
    type: 'SetCdd',
    userId: CLIENT,
    cdd: { expectedMonthlyDeposits: { value: DECLARED } },
    by: { kind: 'client', id: CLIENT },
  })
const factor = (scenario: KycScenario, name: string): number =>
  riskOf(scenario.state)!.factors.find((one) => one.name === name)!.value

describe('whose bank is at the other end', () => {
  test('bears on the risk at once: of a country under call for action it is critical', () => {
    const scenario = declared()
    expect(scenario.names(counterparty('FR'))).toContain('CounterpartyRecorded')
    expect(riskOf(scenario.state)).toMatchObject({ inputs: { geography: { counterparties: ['FR'] } }, floors: [] })
    expect(factor(scenario, 'geography')).toBe(30)
    scenario.given(counterparty('KP', 2))
    expect(riskOf(scenario.state)).toMatchObject({
      inputs: { geography: { counterparties: ['FR', 'KP'] } },
      floors: ['fatf_call_for_action'],
      tier: 'critical',
    })
    expect(factor(scenario, 'geography')).toBe(100)
  })
  test('says nothing new the second time, by the same payment or another', () => {
    const scenario = declared().given(counterparty('FR'))
    expect(scenario.names(counterparty('FR'))).toEqual([])
    expect(scenario.names(counterparty('FR', 2))).toEqual([])
  })
  test('is of nobody who is not known', () => {
    expect(new KycScenario().when(counterparty('FR'))).toBe('subject_unknown')
    expect(new KycScenario().when(turnover('1'))).toBe('subject_unknown')
  })
})

describe('what comes in and goes out', () => {
  test('counts once for each payment', () => {
    const scenario = declared().given(turnover('100'))
    expect(scenario.names(turnover('100'))).toEqual([])
    expect(busiestMonth(scenario.state.activity, scenario.now)).toBe(parseUnits('100'))
  })
  test('says nothing while it is within what was declared, so that nobody is scored for it', () => {
    const scenario = declared()
    const { scoreId } = riskOf(scenario.state)!
    scenario
      .given(turnover('20000'))
      .given(turnover('30000', 2))
      .given(turnover('50000', 3, 'withdrawal'))
    expect(riskOf(scenario.state)!.scoreId).toBe(scoreId)
    expect(scenario.state.risk.isDue).toBe(false)
  })
  // Against 50,000 declared: 60 from 50 % beyond, 90 from 200 % beyond.
  test.each([
    ['50000.01', 10],
    ['75000', 10],
    ['75000.01', 60],
    ['150000', 60],
    ['150000.01', 90],
  ])('of %s rupees in a month makes the activity worth %i', (mur, value) => {
    const scenario = declared().given(turnover(mur))
    expect(factor(scenario, 'activity')).toBe(value)
  })
  test('is judged by month and by direction: what came in and went out again is not both', () => {
    const scenario = declared()
      .given(turnover('50000'))
      .given(turnover('50000', 2, 'withdrawal'))
    expect(busiestMonth(scenario.state.activity, scenario.now)).toBe(DECLARED)
    scenario.now = startOfDay(addMonths(localDay(scenario.now), 1))
    scenario.given(turnover('50000', 3))
    expect(busiestMonth(scenario.state.activity, scenario.now)).toBe(DECLARED)
    scenario.given(turnover('30000', 4))
    expect(factor(scenario, 'activity')).toBe(60)
  })
  test('of a client who has declared nothing is all beyond it', () => {
    const scenario = new KycScenario().registered().given(turnover('0.01'))
    expect(factor(scenario, 'activity')).toBe(90)
  })
  test('is forgotten after twelve months', () => {
    const scenario = declared().given(turnover('200000'))
    const inputs = (months: number) =>
      riskInputsOf(scenario.state, startOfDay(addMonths(localDay(scenario.now), months)))!.activity
    expect(inputs(11).busiestMonth).toBe(parseUnits('200000'))
    expect(inputs(12).busiestMonth).toBeUndefined()
  })
  test('a client who declares more afterwards is judged by that', () => {
    const scenario = declared().given(turnover('200000'))
    expect(factor(scenario, 'activity')).toBe(90)
    scenario.given({
      type: 'SetCdd',
      userId: CLIENT,
      cdd: { expectedMonthlyDeposits: { value: DECLARED * 4n } },
      by: { kind: 'client', id: CLIENT },
    })
    expect(factor(scenario, 'activity')).toBe(10)
  })
})

test('any payments, told any number of times in any order, sum up as the slow way does; who is beyond is due', () => {
  const told = fc.record({
    nth: fc.nat(12),
    mur: fc.bigInt(0n, DECLARED),
    direction: fc.constantFrom<PaymentDirection>('deposit', 'withdrawal'),
    days: fc.nat(40),
  })
  fc.assert(
    fc.property(fc.array(told, { maxLength: 30 }), (all) => {
      const scenario = declared()
      const counted = new Map<number, { month: string; direction: PaymentDirection; mur: bigint }>()
      const sumOf = (month: string, direction: PaymentDirection): bigint =>
        [...counted.values()]
          .filter((one) => one.month === month && one.direction === direction)
          .reduce((sum, { mur }) => sum + mur, 0n)
      for (const { nth, mur, direction, days } of all) {
        scenario.now += days * 86_400_000
        const month = monthOf(localDay(scenario.now))
        const isNew = !counted.has(nth)
        if (isNew) counted.set(nth, { month, direction, mur })
        const outcome = scenario.when({ ...turnover('1', nth), direction, murAmount: mur } as ComplianceCommand)
        const recorded = typeof outcome === 'string' ? [] : outcome.filter(({ type }) => type === 'TurnoverRecorded')
        expect(recorded).toHaveLength(isNew ? 1 : 0)
        for (const event of recorded) expect(bearsOnRisk(event)).toBe(sumOf(month, direction) > DECLARED)
      }
      for (const [month, sums] of scenario.state.activity.months)
        expect(sums).toEqual({ deposit: sumOf(month, 'deposit'), withdrawal: sumOf(month, 'withdrawal') })
    }),
    { numRuns: 40 },
  )
})
test('who has not dealt with anybody has no busiest month', () => {
  expect(busiestMonth(inactive(), 0)).toBe(0n)
})
