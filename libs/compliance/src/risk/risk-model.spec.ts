import type { RiskInputs, RiskLevel } from '@filao/contracts'
import fc from 'fast-check'
import { assess, floorTier, isAbove, weigh } from './risk-model'
import { TERMS } from './risk.fixture'

const PLAIN: RiskInputs = {
  customer: { pep: 'none', isListedAsPep: false, hasAdverseMedia: false },
  geography: { countries: ['MU'] },
  product: { hasLive: true, isLeveraged: false },
  channel: { kind: 'remote' },
  activity: { upheldAlerts: 0 },
  isSanctioned: false,
}
const with_ = (change: Partial<RiskInputs>): RiskInputs => ({ ...PLAIN, ...change })
const values = (customer: number, geography: number, product: number, channel: number, activity: number) => ({
  customer,
  geography,
  product,
  channel,
  activity,
})

describe('the reference', () => {
  test('60, 80, 70, 70, 20 is 59.50, medium by itself, high because three come together', () => {
    expect(weigh(values(60, 80, 70, 70, 20), [], TERMS.model)).toEqual({
      scoreHundredths: 5_950,
      accumulation: true,
      tier: 'high',
    })
    const apart = { ...TERMS.model, accumulation: { factors: 4, from: 70 } }
    expect(weigh(values(60, 80, 70, 70, 20), [], apart)).toMatchObject({ accumulation: false, tier: 'medium' })
  })
  test.each<[number, RiskLevel]>([
    [34, 'low'],
    [35, 'medium'],
    [59, 'medium'],
    [60, 'high'],
    [84, 'high'],
    [85, 'critical'],
    [100, 'critical'],
  ])('a score of %i is %s', (score, tier) => {
    const model = { ...TERMS.model, accumulation: { factors: 5, from: 100 } }
    const same = values(score, score, score, score, score)
    if (score < 100) expect(weigh(same, [], model)).toMatchObject({ scoreHundredths: score * 100, tier })
  })
  test('a half of a hundredth counts up', () => {
    const weights = { customer: 100, geography: 100, product: 0, channel: 0, activity: 0 }
    const half = { ...TERMS.model, weights: { ...weights, customer: 399, geography: 1 } }
    // 399·35 + 1·33 over 400 = 34.995
    expect(weigh(values(35, 33, 0, 0, 0), [], half)).toMatchObject({ scoreHundredths: 3_500, tier: 'medium' })
  })
  test('what comes together raises no further than critical', () => {
    expect(weigh(values(100, 100, 100, 100, 100), [], TERMS.model).tier).toBe('critical')
  })
  test.each([
    ['foreign_pep', 'high'],
    ['fatf_call_for_action', 'critical'],
    ['fatf_increased_monitoring', 'medium'],
    ['confirmed_sanctions_match', 'critical'],
  ] as const)('%s is never below %s', (floor, tier) => {
    expect(weigh(values(0, 0, 0, 0, 0), [floor], TERMS.model).tier).toBe(tier)
  })
})

describe('turnover against what was declared', () => {
  // 100 declared; 60 from 50 % beyond, 90 from 200 % beyond.
  test.each([
    [0n, 10],
    [100n, 10],
    [150n, 10],
    [151n, 60],
    [300n, 60],
    [301n, 90],
  ])('of %i is worth %i', (busiestMonth, value) => {
    const activity = { upheldAlerts: 0, expectedMonthlyDeposits: 100n, busiestMonth }
    expect(assess(with_({ activity }), TERMS).values.activity).toBe(value)
  })
  test('is not judged by a setting that says nothing of it, and is beyond all of it where nothing was declared', () => {
    const activity = { upheldAlerts: 0, busiestMonth: 1n }
    expect(assess(with_({ activity }), TERMS).values.activity).toBe(90)
    const { turnover: _, ...silent } = TERMS.model.activity
    const terms = { ...TERMS, model: { ...TERMS.model, activity: silent } }
    expect(assess(with_({ activity }), terms).values.activity).toBe(10)
  })
})

describe('what is known of a client', () => {
  test('of nothing remarkable is low', () => {
    expect(assess(PLAIN, TERMS)).toMatchObject({ values: values(20, 20, 30, 50, 10), floors: [], tier: 'low' })
  })
  test.each<[string, Partial<RiskInputs>, string[], RiskLevel]>([
    ['a foreign PEP', { customer: { ...PLAIN.customer, pep: 'foreign' } }, ['foreign_pep'], 'high'],
    ['of the family of one', { customer: { ...PLAIN.customer, pep: 'family' } }, ['foreign_pep'], 'high'],
    ['a domestic PEP', { customer: { ...PLAIN.customer, pep: 'domestic' } }, [], 'medium'],
    [
      'listed as PEP, and not told apart',
      { customer: { ...PLAIN.customer, isListedAsPep: true } },
      ['foreign_pep'],
      'high',
    ],
    [
      'of a country under call for action',
      { geography: { countries: ['KP', 'MU'] } },
      ['fatf_call_for_action'],
      'critical',
    ],
    [
      'of a country under increased monitoring',
      { geography: { countries: ['HT'] } },
      ['fatf_increased_monitoring'],
      'medium',
    ],
    [
      'paying to a bank of a country under call for action',
      { geography: { countries: ['MU'], counterparties: ['FR', 'KP'] } },
      ['fatf_call_for_action'],
      'critical',
    ],
    ['a confirmed match', { isSanctioned: true }, ['confirmed_sanctions_match'], 'critical'],
  ])('%s', (_, change, floors, tier) => {
    expect(assess(with_(change), TERMS)).toMatchObject({ floors, tier })
  })
  test('each factor is worth its worst part', () => {
    const customer = { ...PLAIN.customer, hasAdverseMedia: true, occupation: 'Casino manager' }
    expect(assess(with_({ customer }), TERMS).values.customer).toBe(85)
    expect(assess(with_({ geography: { countries: [] } }), TERMS).values.geography).toBe(30)
    expect(assess(with_({ geography: { countries: ['FR', 'MU'] } }), TERMS).values.geography).toBe(30)
    expect(assess(with_({ product: { hasLive: false, isLeveraged: false } }), TERMS).values.product).toBe(10)
    for (const [upheldAlerts, value] of [
      [1, 50],
      [2, 70],
      [3, 90],
      [9, 90],
    ] as const)
      expect(assess(with_({ activity: { upheldAlerts } }), TERMS).values.activity).toBe(value)
    const counterparties = (...all: string[]) => with_({ geography: { countries: ['MU'], counterparties: all } })
    expect(assess(counterparties('MU'), TERMS).values.geography).toBe(20)
    expect(assess(counterparties('FR', 'MU'), TERMS).values.geography).toBe(30)
    expect(assess(counterparties('HT', 'MU'), TERMS).values.geography).toBe(70)
    const expectedMonthlyDeposits = TERMS.model.activity.large.from + 1n
    expect(assess(with_({ activity: { upheldAlerts: 0, expectedMonthlyDeposits } }), TERMS).values.activity).toBe(50)
  })
})

const inputs: fc.Arbitrary<RiskInputs> = fc.record({
  customer: fc.record({
    pep: fc.constantFrom('none', 'foreign', 'domestic', 'international_organisation', 'family', 'close_associate'),
    isListedAsPep: fc.boolean(),
    hasAdverseMedia: fc.boolean(),
    occupation: fc.constantFrom('Engineer', 'Casino owner'),
  }),
  geography: fc.record({
    countries: fc.subarray(['FR', 'HT', 'KP', 'MU']),
    counterparties: fc.subarray(['FR', 'HT', 'KP', 'MU']),
  }),
  product: fc.record({ hasLive: fc.boolean(), isLeveraged: fc.boolean() }),
  channel: fc.record({ kind: fc.constantFrom('remote', 'introduced', 'face_to_face') }),
  activity: fc.record({
    upheldAlerts: fc.nat(5),
    expectedMonthlyDeposits: fc.bigInt(0n, 10n ** 16n),
    busiestMonth: fc.bigInt(0n, 10n ** 17n),
  }),
  isSanctioned: fc.boolean(),
})

test('the same inputs and terms give the same assessment, within its bounds and never below a floor', () => {
  fc.assert(
    fc.property(inputs, (known) => {
      const first = assess(known, TERMS)
      expect(assess(structuredClone(known), TERMS)).toEqual(first)
      expect(first.scoreHundredths).toBeGreaterThanOrEqual(0)
      expect(first.scoreHundredths).toBeLessThanOrEqual(10_000)
      expect(isAbove(floorTier(first.floors), first.tier)).toBe(false)
    }),
    { numRuns: 1_000 },
  )
})
test('a bank of one more country, or more turnover, never lowers the score', () => {
  const country = fc.constantFrom('FR', 'HT', 'KP', 'MU')
  fc.assert(
    fc.property(inputs, country, fc.bigInt(0n, 10n ** 17n), (known, another, more) => {
      const { geography, activity } = known
      const counterparties = [...(geography.counterparties ?? []), another]
      const changed = {
        ...known,
        geography: { ...geography, counterparties },
        activity: { ...activity, busiestMonth: activity.busiestMonth! + more },
      }
      const [before, after] = [assess(known, TERMS), assess(changed, TERMS)]
      // A client of whom no country is known counts as one of a country that is not named.
      if (geography.countries.length > 0) expect(after.scoreHundredths).toBeGreaterThanOrEqual(before.scoreHundredths)
      expect(after.floors).toEqual(expect.arrayContaining([...before.floors]))
    }),
    { numRuns: 1_000 },
  )
})
test('a factor that is worth more never lowers the tier', () => {
  const value = fc.nat(100)
  fc.assert(
    fc.property(fc.tuple(value, value, value, value, value), fc.nat(4), value, (all, index, more) => {
      const higher = all.map((one, at) => (at === index ? Math.max(one, more) : one))
      const of = (list: number[]) =>
        weigh(values(...(list as [number, number, number, number, number])), [], TERMS.model)
      expect(isAbove(of(all).tier, of(higher).tier)).toBe(false)
    }),
    { numRuns: 1_000 },
  )
})
