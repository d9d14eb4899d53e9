import { expect, it } from '@jest/globals'
import { FOUND, kycPlanOf } from './kyc-plan'
import { parseScenarioOptions, wavesOf } from './options'
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
  expect(parseScenarioOptions(['--seed', '5'])).toMatchObject({ simulators: ['bank'], numbers: [1, 10], seed: 5 })
  expect(parseScenarioOptions(['--simulator', 'mips,didit']).simulators).toEqual(['mips', 'didit'])
  expect(() => parseScenarioOptions(['--simulator', 'swift'])).toThrow('There is no simulator swift')
  expect(() => parseScenarioOptions(['--count', 'many'])).toThrow('--count is a whole number')
  for (const only of ['0', '9-3', 'all']) expect(() => parseScenarioOptions(['--only', only])).toThrow('--only is')
})

it('no two of a run have the same amount, by which a provider knows whom a fault concerns', () => {
  const plans = Array.from({ length: 200 }, (_, number) => planOf('mips', 4, number + 1))
  const whole = (amount: string | undefined) => amount?.split('.')[0]
  expect(new Set(plans.map(({ deposit }) => whole(deposit))).size).toBe(200)
  const paidOut = plans.filter(({ withdrawal }) => withdrawal !== undefined)
  expect(new Set(paidOut.map(({ withdrawal }) => whole(withdrawal))).size).toBe(paidOut.length)
  expect(new Set(plans.flatMap(({ payoutFaults }) => payoutFaults)).size).toBe(7)
})

it('a scenario is in the same wave, whichever are played', () => {
  expect(wavesOf(parseScenarioOptions(['--count', '5', '--wave', '2']))).toEqual([[1, 2], [3, 4], [5]])
  expect(wavesOf(parseScenarioOptions(['--only', '4-7', '--wave', '3']))).toEqual([[4, 5, 6], [7]])
  expect(wavesOf(parseScenarioOptions(['--only', '37']))).toEqual([[37]])
})

it('a few dozen clients meet every finding, fault and victim', () => {
  expect(kycPlanOf(7, 3)).toEqual(kycPlanOf(7, 3))
  const plans = Array.from({ length: 200 }, (_, number) => kycPlanOf(1, number))
  expect(new Set(plans.map(({ firstName }) => firstName)).size).toBe(Object.keys(FOUND).length)
  expect(new Set(plans.flatMap(({ faults }) => Object.keys(faults))).size).toBe(7)
  expect([...new Set(plans.flatMap(({ killed }) => killed))].sort()).toEqual(['compliance', 'didit', 'identity'])
})
