import { fromTimestamp, toTimestamp } from '@filao/kernel'
import { addDays, dayAt, instantOf, isTimeZone, weekdayOf } from './local-time.state'

test.each([
  ['in winter', 'America/New_York', '2026-01-05', '09:30', '2026-01-05T14:30:00.000Z'],
  ['in summer', 'America/New_York', '2026-07-06', '09:30', '2026-07-06T13:30:00.000Z'],
  ['skipped by the change to summer time', 'America/New_York', '2026-03-08', '02:30', '2026-03-08T07:30:00.000Z'],
  ['twice at the change to winter time', 'America/New_York', '2026-11-01', '01:30', '2026-11-01T05:30:00.000Z'],
  ['at the end of the day', 'Europe/London', '2026-10-24', '24:00', '2026-10-24T23:00:00.000Z'],
  ['far east of Greenwich', 'Pacific/Auckland', '2026-01-05', '00:00', '2026-01-04T11:00:00.000Z'],
])('a local time %s is one instant', (_, timezone, day, time, expected) => {
  expect(toTimestamp(instantOf(timezone, day, time))).toBe(expected)
})
test('the local day changes at local midnight', () => {
  expect(dayAt('Indian/Mauritius', fromTimestamp('2026-11-08T19:59:59.999Z'))).toBe('2026-11-08')
  expect(dayAt('Indian/Mauritius', fromTimestamp('2026-11-08T20:00:00.000Z'))).toBe('2026-11-09')
})
test('days are counted over months and leap years', () => {
  expect(addDays('2028-02-28', 2)).toBe('2028-03-01')
  expect(addDays('2027-01-01', -1)).toBe('2026-12-31')
})
test('the week begins on Monday', () => {
  expect(['2026-11-08', '2026-11-09'].map(weekdayOf)).toEqual([7, 1])
})
test('an unknown zone is none', () => {
  expect([isTimeZone('Indian/Mauritius'), isTimeZone('Mars/Olympus')]).toEqual([true, false])
})
