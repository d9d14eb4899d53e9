import { Gaps } from './gaps'

describe('gaps', () => {
  let position = 4
  const gap = { expected: 5, reached: () => position }
  const gaps = new Gaps()

  it('count when reading again has not closed them in time', () => {
    gaps.note('order/3', gap, 1000)
    expect(gaps.count(1100)).toBe(0)
    gaps.note('order/3', gap, 2900)
    expect(gaps.count(3000)).toBe(1)
  })

  it('are over when what was missing has come, and another one has its own time', () => {
    position = 5
    expect(gaps.count(4000)).toBe(0)
    gaps.note('order/3', { ...gap, expected: 9 }, 5000)
    expect(gaps.count(5000)).toBe(0)
    expect(gaps.count(7000)).toBe(1)
  })
})
