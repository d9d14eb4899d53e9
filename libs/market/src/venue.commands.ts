import type { CalendarDay, DaySession, TradingCalendar } from '@filao/contracts'

/**
 * The calendars that a platform starts with; staff keep them up to date. Sources: the venues' published hours and
 * holidays. Of SEM only the fixed public holidays are known ahead; the others come from the Gazette each year.
 */
export const VENUE_CALENDARS: readonly TradingCalendar[] = [
  sem(),
  unitedStates('NYSE'),
  unitedStates('NASDAQ'),
  london(),
  forex(),
  commodity(),
].concat([roundTheClock('CRYPTO'), roundTheClock('ALWAYS')])

function sem(): TradingCalendar {
  return {
    code: 'SEM',
    timezone: 'Indian/Mauritius',
    periods: [
      { effectiveFrom: '2020-01-01', settlementDays: 3, sessions: weekdays('10:00', '14:30') },
      { effectiveFrom: '2026-04-20', settlementDays: 3, sessions: weekdays('09:30', '15:00') },
    ],
    days: [2026, 2027].flatMap((year) =>
      [
        ['01-01', 'New Year'],
        ['01-02', 'New Year'],
        ['02-01', 'Abolition of Slavery'],
        ['03-12', 'Independence and Republic Day'],
        ['05-01', 'Labour Day'],
        year % 2 === 0 ? ['08-15', 'Assumption of the Blessed Virgin Mary'] : ['11-01', "All Saints' Day"],
        ['11-02', 'Arrival of Indentured Labourers'],
        ['12-25', 'Christmas Day'],
      ].map(([day, name]) => holiday(`${year}-${day}`, name!, 'Public Holidays Act')),
    ),
  }
}

function unitedStates(code: 'NYSE' | 'NASDAQ'): TradingCalendar {
  const source = `${code} holidays and trading hours`
  return {
    code,
    timezone: 'America/New_York',
    periods: [{ effectiveFrom: '2024-05-28', settlementDays: 1, sessions: weekdays('09:30', '16:00') }],
    days: [
      holiday('2026-11-26', 'Thanksgiving Day', source),
      earlyClose('2026-11-27', '13:00', 'Day after Thanksgiving', source),
      earlyClose('2026-12-24', '13:00', 'Christmas Eve', source),
      holiday('2026-12-25', 'Christmas Day', source),
      holiday('2027-01-01', "New Year's Day", source),
      holiday('2027-01-18', 'Martin Luther King Jr. Day', source),
      holiday('2027-02-15', "Washington's Birthday", source),
      holiday('2027-03-26', 'Good Friday', source),
      holiday('2027-05-31', 'Memorial Day', source),
      holiday('2027-06-18', 'Juneteenth', source),
      holiday('2027-07-05', 'Independence Day', source),
      holiday('2027-09-06', 'Labor Day', source),
      holiday('2027-11-25', 'Thanksgiving Day', source),
      earlyClose('2027-11-26', '13:00', 'Day after Thanksgiving', source),
      holiday('2027-12-24', 'Christmas Day', source),
    ],
  }
}

function london(): TradingCalendar {
  const source = 'London Stock Exchange business days'
  return {
    code: 'LSE',
    timezone: 'Europe/London',
    periods: [{ effectiveFrom: '2020-01-01', settlementDays: 2, sessions: weekdays('08:00', '16:30') }],
    days: [
      earlyClose('2026-12-24', '12:30', 'Christmas Eve', source),
      holiday('2026-12-25', 'Christmas Day', source),
      holiday('2026-12-28', 'Boxing Day', source),
      earlyClose('2026-12-31', '12:30', "New Year's Eve", source),
      holiday('2027-01-01', "New Year's Day", source),
      holiday('2027-03-26', 'Good Friday', source),
      holiday('2027-03-29', 'Easter Monday', source),
      holiday('2027-05-03', 'Early May bank holiday', source),
      holiday('2027-05-31', 'Spring bank holiday', source),
      holiday('2027-08-30', 'Summer bank holiday', source),
      earlyClose('2027-12-24', '12:30', 'Christmas Eve', source),
      holiday('2027-12-27', 'Christmas Day', source),
      holiday('2027-12-28', 'Boxing Day', source),
      earlyClose('2027-12-31', '12:30', "New Year's Eve", source),
    ],
  }
}

function forex(): TradingCalendar {
  const sessions = [
    session(7, '17:00', '24:00'),
    ...[1, 2, 3, 4].map((day) => session(day)),
    session(5, '00:00', '17:00'),
  ]
  return {
    code: 'FOREX',
    timezone: 'America/New_York',
    periods: [{ effectiveFrom: '2020-01-01', settlementDays: 2, sessions }],
    days: [],
  }
}

function commodity(): TradingCalendar {
  const sessions = [
    session(7, '18:00', '24:00'),
    ...[1, 2, 3, 4].flatMap((day) => [session(day, '00:00', '17:00'), session(day, '18:00', '24:00')]),
    session(5, '00:00', '17:00'),
  ]
  const periods = [{ effectiveFrom: '2020-01-01', settlementDays: 2, sessions }]
  return { code: 'COMMODITY', timezone: 'America/New_York', periods, days: [] }
}

function roundTheClock(code: string): TradingCalendar {
  const sessions = [1, 2, 3, 4, 5, 6, 7].map((day) => session(day))
  return { code, timezone: 'UTC', periods: [{ effectiveFrom: '2020-01-01', settlementDays: 0, sessions }], days: [] }
}

function weekdays(open: string, close: string): DaySession[] {
  return [1, 2, 3, 4, 5].map((day) => session(day, open, close))
}

function session(day: number, open = '00:00', close = '24:00'): DaySession {
  return { day, open, close }
}

function holiday(day: string, name: string, source: string): CalendarDay {
  return { day, kind: 'holiday', name, source }
}

function earlyClose(day: string, closeAt: string, name: string, source: string): CalendarDay {
  return { day, kind: 'early_close', closeAt, name, source }
}
