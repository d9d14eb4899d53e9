import { expect, it } from '@jest/globals'
import { FOUND, kycPlanOf } from './kyc-plan'
import { parseScenarioOptions } from './options'
import { planOf } from './plan'

it('a scenario follows from its seed and number alone', () => {
  expect(planOf('bank', 7, 3)).toEqual(planOf('bank', 7, 3))
  expect(planOf('bank', 7, 3)).not.toEqual(planOf('bank', 7, 4))
})

it('a few dozen meet every behaviour, fault and victim', () => {
  const plans = Array.from({ length: 200 }, (_, number) => planOf('bank', 1, number))
  expect(new Set(plans.map(({ deposit }) => deposit.slice(-2))).size).toBe(6)
  expect(new Set(plans.map(({ withdrawal }) => withdrawal?.slice(-2))).size).toBe(8)
  expect(new Set(plans.flatMap(({ faults }) => faults)).size).toBe(7)
  expect([...new Set(plans.flatMap(({ killed }) => killed))].sort()).toEqual([
    'bank',
    'compliance',
    'payment',
    'wallet',
  ])
  expect(plans.some(({ killed }) => killed.length === 3)).toBe(true)
})

it('complains of what it does not know', () => {
  expect(parseScenarioOptions(['--seed', '5'])).toMatchObject({ simulators: ['bank'], count: 10, seed: 5 })
  expect(parseScenarioOptions(['--simulator', 'mips,didit']).simulators).toEqual(['mips', 'didit'])
  expect(() => parseScenarioOptions(['--simulator', 'swift'])).toThrow('There is no simulator swift')
  expect(() => parseScenarioOptions(['--count', 'many'])).toThrow('--count is a whole number')
})

it('a few dozen clients meet every finding, fault and victim', () => {
  expect(kycPlanOf(7, 3)).toEqual(kycPlanOf(7, 3))
  const plans = Array.from({ length: 200 }, (_, number) => kycPlanOf(1, number))
  expect(new Set(plans.map(({ firstName }) => firstName)).size).toBe(Object.keys(FOUND).length)
  expect(new Set(plans.flatMap(({ faults }) => Object.keys(faults))).size).toBe(7)
  expect([...new Set(plans.flatMap(({ killed }) => killed))].sort()).toEqual(['compliance', 'didit', 'identity'])
})
