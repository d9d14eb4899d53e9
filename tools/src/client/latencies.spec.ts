import { Latencies, shown } from './latencies'

test('a quantile is the smallest value that the share does not exceed', () => {
  const latencies = new Latencies()
  for (let value = 100; value >= 1; value -= 1) latencies.add(value)
  expect([0, 0.5, 0.99, 0.999, 1].map((share) => latencies.quantile(share))).toEqual([1, 50, 99, 100, 100])
})

test('values added after a quantile was read count as well', () => {
  const latencies = new Latencies()
  latencies.add(5)
  expect(latencies.quantile(1)).toBe(5)
  latencies.add(2)
  expect([latencies.quantile(0.5), latencies.count]).toEqual([2, 2])
})

test('nothing measured has no quantile and is shown as such', () => {
  expect(shown(new Latencies().quantile(0.99))).toBe('–')
})
