import type { ComplianceCommand, RiskLevel } from '@filao/contracts'
import { localDay, startOfDay } from '@filao/kernel'
import { idOf } from '../scenario.fixture'
import { CLIENT, KycScenario, OFFICER, OTHER } from '../kyc/kyc.fixture'
import { scoring, TERMS, termsOf } from './risk.fixture'
import { riskOf } from './risk.state'

const UNTIL = '2027-03-31'
const override = (tier: RiskLevel, by = OFFICER, expiresOn?: string): ComplianceCommand => ({
  type: 'OverrideRisk',
  userId: CLIENT,
  tier,
  reason: 'The business has changed',
  expiresOn,
  by,
})
const registered = (): KycScenario => new KycScenario().registered()
const tierOf = (scenario: KycScenario): RiskLevel => scenario.state.riskLevel
const latest = (scenario: KycScenario) => riskOf(scenario.state)!

describe('a score', () => {
  test('is given when something that bears on it has changed, and shows all of it', () => {
    const scenario = registered()
    expect(latest(scenario)).toMatchObject({ modelVersion: 'risk-model/1', tier: 'medium', computedTier: 'medium' })
    expect(latest(scenario).factors.map(({ name, value, weight }) => [name, value, weight])).toEqual([
      ['customer', 20, 30],
      ['geography', 20, 25],
      ['product', 10, 15],
      ['channel', 50, 10],
      ['activity', 10, 20],
    ])
    const before = latest(scenario).scoreId
    scenario.given({ type: 'RegisterAccount', userId: CLIENT, accountId: idOf(3), mode: 'live' })
    expect(latest(scenario).scoreId).not.toBe(before)
    expect(latest(scenario).factors[2]).toMatchObject({ name: 'product', value: 30 })
  })
  test('is not given again for nothing, but with other settings', () => {
    const scenario = registered()
    expect(scenario.names(scoring(scenario.state, scenario.now, termsOf('medium')))).toEqual([])
    const terms = { ...TERMS, versions: { ...TERMS.versions, 'fatf.lists': 2 } }
    expect(scenario.names(scoring(scenario.state, scenario.now, terms))).toEqual(['SubjectScored'])
    expect(tierOf(scenario)).toBe('low')
  })
  test('of what is no longer so is refused: it is seen anew', () => {
    const scenario = registered()
    const seen = scoring(scenario.state, scenario.now)
    scenario.given({ type: 'RegisterAccount', userId: CLIENT, accountId: idOf(3), mode: 'live' })
    expect(scenario.when(seen)).toBe('risk_inputs_changed')
    expect(new KycScenario().when({ ...seen })).toBe('subject_unknown')
  })
  test('is needed before anybody is approved by it', () => {
    const scenario = new KycScenario().awaiting()
    scenario.state.risk.isDue = true
    expect(scenario.when(scenario.approve())).toBe('risk_not_scored')
  })
  test('that is high takes two people, one of senior management', () => {
    const scenario = new KycScenario()
    scenario.tier = 'high'
    scenario.awaiting()
    expect(scenario.names(scenario.approve(OFFICER, true))).toEqual(['KycFirstApproved'])
    expect(scenario.names(scenario.approve(OTHER))).toEqual(['KycApproved'])
  })
})

describe('an override', () => {
  test('upwards is one person’s, at once, and stays when the model sees less', () => {
    const scenario = registered()
    expect(scenario.names(override('critical'))).toEqual(['RiskOverridden'])
    expect([tierOf(scenario), latest(scenario).computedTier]).toEqual(['critical', 'medium'])
    scenario.given({ type: 'RegisterAccount', userId: CLIENT, accountId: idOf(3), mode: 'live' })
    expect(tierOf(scenario)).toBe('critical')
    expect(scenario.names(override('critical'))).toEqual([])
  })
  test('downwards is two people’s who say the same, until a day', () => {
    const scenario = registered()
    expect(scenario.when(override('low'))).toBe('risk_override_expiry')
    expect(scenario.when(override('low', OFFICER, '2026-11-25'))).toBe('risk_override_expiry')
    expect(scenario.names(override('low', OFFICER, UNTIL))).toEqual(['RiskOverrideProposed'])
    expect(tierOf(scenario)).toBe('medium')
    expect(scenario.when(override('low', OFFICER, UNTIL))).toBe('same_approver')
    // Who says something else begins anew.
    expect(scenario.names(override('low', OTHER, '2027-01-31'))).toEqual(['RiskOverrideProposed'])
    expect(scenario.names(override('low', OFFICER, '2027-01-31'))).toEqual(['RiskOverridden'])
    expect(latest(scenario)).toMatchObject({
      tier: 'low',
      override: { proposedBy: OTHER, by: OFFICER, direction: 'down' },
    })
  })
  test('ends when its last day is over, and not before', () => {
    const scenario = registered().given(override('low', OFFICER, UNTIL), override('low', OTHER, UNTIL))
    const expire: ComplianceCommand = { type: 'ExpireRiskOverride', userId: CLIENT }
    scenario.now = startOfDay(UNTIL)
    expect(scenario.names(expire)).toEqual([])
    scenario.now = startOfDay('2027-04-01')
    expect(scenario.names(expire)).toEqual(['RiskOverrideEnded'])
    expect([tierOf(scenario), latest(scenario).override]).toEqual(['medium', undefined])
  })
  test('downwards ends when the model sees more than it did', () => {
    const scenario = registered().given(override('low', OFFICER, UNTIL), override('low', OTHER, UNTIL))
    scenario.tier = 'high'
    scenario.given({ type: 'RegisterAccount', userId: CLIENT, accountId: idOf(3), mode: 'live' })
    expect([tierOf(scenario), latest(scenario).override]).toEqual(['high', undefined])
  })
  test('is never below a floor, of oneself, or of somebody unknown', () => {
    const scenario = registered().given({
      type: 'SetCdd',
      userId: CLIENT,
      cdd: { pepDeclaration: { value: 'foreign' } },
      by: { kind: 'client', id: CLIENT },
    })
    expect(tierOf(scenario)).toBe('high')
    expect(scenario.when(override('medium', OFFICER, UNTIL))).toBe('risk_floor')
    expect(scenario.when(override('critical', CLIENT))).toBe('own_case')
    expect(new KycScenario().when(override('critical'))).toBe('subject_unknown')
  })
})

test('whoever is of a higher risk than when they were approved is looked at again sooner', () => {
  const scenario = new KycScenario().approved()
  expect(scenario.state.kyc!.approval!.reviewDueOn).toBe('2028-11-26')
  expect(scenario.names(override('high'))).toEqual(['RiskOverridden', 'KycReviewBroughtForward'])
  expect(scenario.state.kyc!.approval).toMatchObject({ reviewDueOn: '2027-11-26', graceEndsOn: '2027-12-26' })
  scenario.now = startOfDay('2027-06-01')
  expect(scenario.names(override('critical'))).toEqual(['RiskOverridden', 'KycReviewBroughtForward'])
  // Half a year after the approval is over: now.
  expect(scenario.state.kyc!.approval!.reviewDueOn).toBe(localDay(scenario.now))
  expect(scenario.names({ type: 'ReviewDue', userId: CLIENT, caseId: scenario.state.kyc!.caseId })).toEqual([
    'KycReviewDue',
  ])
})
