import { markdown, median, rounded, tableOf, type Figure } from './figures'

const speed = { heldTo: 0.12, outstanding: 0.24, isLimit: false }
const time = { heldTo: 25, outstanding: 15, isLimit: true }
const verdictOf = (value: number, target: Figure['target']): string =>
  tableOf('', [{ measure: '', value, unit: '', target }]).rows[0]!.at(-1)!

test('a speed is good when it is high, a time when it is low', () => {
  expect([0.11, 0.12, 0.24].map((value) => verdictOf(value, speed))).toEqual(['missed', 'held', 'outstanding'])
  expect([26, 25, 15].map((value) => verdictOf(value, time))).toEqual(['missed', 'held', 'outstanding'])
})

test('a load without an answer misses every target', () => {
  expect(verdictOf(Infinity, time)).toBe('missed')
})

test('the median is a value that was measured', () => {
  expect([median([3, 1, 2]), median([4, 1, 3, 2]), median([7])]).toEqual([2, 2, 7])
  expect(() => median([])).toThrow('nothing was measured')
})

test('a table is told in Markdown, with the digits that a measurement is good for', () => {
  const table = {
    title: 'Speeds',
    head: ['load', 'orders/s'],
    rows: [
      ['64', rounded(1234.56)],
      ['1', rounded(0.1234)],
    ],
  }
  expect(markdown(table)).toBe('**Speeds**\n\n| load | orders/s |\n| --- | --- |\n| 64 | 1235 |\n| 1 | 0.12 |')
})
