import { fromTimestamp } from './instant'
import { addDays, addMonths, addWorkingDays, endOfDay, localDay, startOfDay } from './local-day'

it('a day of Mauritius begins at 20:00 of UTC', () => {
  expect(localDay(fromTimestamp('2026-11-08T19:59:59.999Z'))).toBe('2026-11-08')
  expect(localDay(fromTimestamp('2026-11-08T20:00:00.000Z'))).toBe('2026-11-09')
  expect(startOfDay('2026-11-09')).toBe(fromTimestamp('2026-11-08T20:00:00.000Z'))
  expect(endOfDay('2026-11-09')).toBe(startOfDay('2026-11-10'))
})

it('a month later is the same day of it, or its last', () => {
  expect([addMonths('2026-01-31', 1), addMonths('2024-01-31', 1), addMonths('2026-11-30', 3)]).toEqual([
    '2026-02-28',
    '2024-02-29',
    '2027-02-28',
  ])
  expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
})

it.each([
  ['2026-10-01', 1, '2026-10-02'],
  ['2026-10-02', 1, '2026-10-05'],
  ['2026-10-03', 2, '2026-10-06'],
  ['2026-10-03', 0, '2026-10-03'],
])('%s and %i working days are %s', (day, days, later) => {
  expect(addWorkingDays(day, days)).toBe(later)
})
