import { CalendarCode, CalendarDayKind, Day, TimeOfDay } from '@filao/contracts'
import { CurrencyString, DecimalInput, DecimalString, TimeInput, TimeString } from '@filao/service'
import { z } from 'zod'

const DaySession = z.strictObject({ day: z.number().int().min(1).max(7), open: TimeOfDay, close: TimeOfDay })
const Period = z.strictObject({
  effectiveFrom: Day,
  settlementDays: z.number().int().min(0).max(10),
  sessions: z.array(DaySession).max(50),
})
const special = {
  kind: CalendarDayKind,
  closeAt: TimeOfDay.optional(),
  name: z.string().trim().min(1).max(100),
  source: z.string().trim().min(1).max(255),
}

export const CalendarPath = z.strictObject({ code: CalendarCode })
export type CalendarPath = z.output<typeof CalendarPath>
export const CalendarDayPath = z.strictObject({ code: CalendarCode, day: Day })
export type CalendarDayPath = z.output<typeof CalendarDayPath>

export const CalendarBody = z
  .strictObject({
    timezone: z.string().min(1).max(64),
    periods: z.array(Period).min(1).max(20),
    days: z.array(z.strictObject({ day: Day, ...special })).max(400),
  })
  .meta({ id: 'SetCalendar' })
export type CalendarBody = z.output<typeof CalendarBody>

export const CalendarDayBody = z.strictObject(special).meta({ id: 'SetCalendarDay' })
export type CalendarDayBody = z.output<typeof CalendarDayBody>

export const CalendarView = z
  .object({
    code: CalendarCode,
    timezone: z.string(),
    periods: z.array(Period),
    days: z.array(z.object({ day: Day, ...special })),
  })
  .meta({ id: 'Calendar' })
export type CalendarView = z.output<typeof CalendarView>

export const CalendarList = z.object({ items: z.array(CalendarView), next: z.null() }).meta({ id: 'CalendarList' })
export type CalendarList = z.output<typeof CalendarList>

export const PairPath = z.strictObject({ base: CurrencyString, quote: CurrencyString })
export type PairPath = z.output<typeof PairPath>

export const FxRateBody = z
  .strictObject({ rate: DecimalInput, source: z.string().trim().min(1).max(50), asOf: TimeInput.optional() })
  .meta({ id: 'SetFxRate' })
export type FxRateBody = z.output<typeof FxRateBody>

export const FxRateView = z
  .object({ base: CurrencyString, quote: CurrencyString, rate: DecimalString, source: z.string(), asOf: TimeString })
  .meta({ id: 'FxRate' })
export type FxRateView = z.output<typeof FxRateView>

export const FxRateList = z.object({ items: z.array(FxRateView), next: z.null() }).meta({ id: 'FxRateList' })
export type FxRateList = z.output<typeof FxRateList>
