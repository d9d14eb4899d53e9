import { cpuBetween } from './processes'

test('a backend that ends between two readings does not count twice', () => {
  const before = [
    { group: 'postgres', pid: 1, seconds: 10 },
    { group: 'postgres wallet', pid: 2, seconds: 5 },
    { group: 'postgres wallet', pid: 3, seconds: 7 },
  ]
  // Process 3 used one more second and ended: its parent now accounts for all eight.
  const after = [
    { group: 'postgres', pid: 1, seconds: 18.5 },
    { group: 'postgres wallet', pid: 2, seconds: 6 },
    { group: 'postgres order', pid: 4, seconds: 2 },
  ]
  expect(Object.fromEntries(cpuBetween(before, after))).toEqual({
    postgres: 1.5,
    'postgres wallet': 1,
    'postgres order': 2,
  })
})
