import { Day, NameScore } from './fields'

describe('the likeness of two names', () => {
  test.each([
    [0, '0.0000'],
    [1, '1.0000'],
    [0.8333, '0.8333'],
    [0.2, '0.2000'],
  ])('%d stands as %p, and is read again', (score, told) => {
    expect(NameScore.encode(score)).toBe(told)
    expect(NameScore.decode(told)).toBe(score)
  })
  test.each(['1.2000', '1.0001', '-0.2', '0.2', 0, 1, 2, -1, 0.5])('is never %p on the wire', (told) => {
    expect(NameScore.safeDecode(told as never).success).toBe(false)
  })
})

describe('a day', () => {
  test.each(['1900-01-01', '2024-02-29', '9999-12-31'])('may be %s', (told) => expect(Day.parse(told)).toBe(told))
  test.each(['2023-02-29', '2026-02-30', '2920-32-73', '0000-01-01', '1899-12-31', '2026-1-1', '+010000-01-01', ''])(
    'is never %p',
    (told) => expect(Day.safeParse(told).success).toBe(false),
  )
})
