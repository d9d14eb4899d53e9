import { configurationAt } from './configuration-key'

const version = (number: number, effectiveFrom: number) => ({ version: number, effectiveFrom })

test('nothing is in force before the first version begins', () => {
  expect(configurationAt([version(1, 10)], 9)).toBeUndefined()
  expect(configurationAt([version(1, 10)], 10)).toMatchObject({ version: 1 })
})
test('a version ends where one begins that was approved for later', () => {
  const versions = [version(1, 10), version(2, 30)]
  expect([29, 30, 99].map((at) => configurationAt(versions, at)!.version)).toEqual([1, 2, 2])
})
test('a version approved for an earlier time leaves the later one its own', () => {
  const versions = [version(1, 10), version(2, 30), version(3, 20)]
  expect([15, 20, 29, 30].map((at) => configurationAt(versions, at)!.version)).toEqual([1, 3, 3, 2])
})
test('of two that begin together the newer holds, so that one that has not begun can be taken back', () => {
  expect(configurationAt([version(2, 30), version(3, 30)], 30)).toMatchObject({ version: 3 })
})
