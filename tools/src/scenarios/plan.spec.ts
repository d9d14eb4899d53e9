import { expect, it } from '@jest/globals'
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
  expect([...new Set(plans.flatMap(({ killed }) => killed))].sort()).toEqual(['bank', 'payment', 'wallet'])
})

it('complains of what it does not know', () => {
  expect(parseScenarioOptions(['--seed', '5'])).toMatchObject({ simulator: 'bank', count: 10, seed: 5 })
  expect(() => parseScenarioOptions(['--simulator', 'swift'])).toThrow('There is no simulator swift')
  expect(() => parseScenarioOptions(['--count', 'many'])).toThrow('--count is a whole number')
})
