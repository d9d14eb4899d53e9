import { Gaps } from './gaps'

describe('gaps', () => {
  let position = 4
  const gap = { expected: 5, reached: () => position }
  const gaps = new Gaps()

  it('are read again once, and stand when that has not helped in time, which is said once', () => {
    expect(gaps.note('order/3', gap, 1000)).toBe(true)
    expect(gaps.note('order/3', gap, 1100)).toBe(false)
    expect(gaps.count(1100)).toBe(0)
    expect(gaps.standing(3000)).toEqual([{ source: 'order/3', expected: 5 }])
    expect(gaps.standing(4000)).toEqual([])
    expect(gaps.count(4000)).toBe(1)
  })

  it('are over when what was missing has come, and another one is read again anew', () => {
    position = 5
    expect(gaps.count(5000)).toBe(0)
    expect(gaps.note('order/3', { ...gap, expected: 9 }, 5000)).toBe(true)
  })
})
