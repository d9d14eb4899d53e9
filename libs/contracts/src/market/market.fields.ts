import { z } from 'zod'
import { AssetType, Currency, Day, Decimal, Exchange, Id, Symbol_ } from '../fields'
import { Country } from '../identity/identity.fields'
import { InstrumentStatus } from '../order/order.fields'

export const QuoteSource = z.enum(['stream', 'rest', 'book', 'simulator'])
export const BarTimeframe = z.enum(['1Min', '5Min', '15Min', '1Hour', '1Day'])
export type BarTimeframe = z.output<typeof BarTimeframe>
export const CalendarDayKind = z.enum(['holiday', 'early_close'])
export const CalendarCode = z.string().regex(/^[A-Z0-9_]{1,20}$/)
/** IANA name of a time zone. */
const TimeZone = z.string().min(1).max(64)
/** Local time of day; `24:00` is the end of the day. */
export const TimeOfDay = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/)

/** Trading hours of one weekday in the calendar's zone. 1 is Monday. What ends at 24:00 and begins at 00:00 is one session. */
export const DaySession = z.object({ day: z.number().int().min(1).max(7), open: TimeOfDay, close: TimeOfDay })
export type DaySession = z.output<typeof DaySession>

/** Hours in force from a day on, until the next period begins. */
export const CalendarPeriod = z.object({
  effectiveFrom: Day,
  settlementDays: z.number().int().min(0).max(10),
  sessions: z.array(DaySession).max(50),
})
export type CalendarPeriod = z.output<typeof CalendarPeriod>

/** A day that differs from its weekday. `closeAt` stands with an early close only. */
export const CalendarDay = z.object({
  day: Day,
  kind: CalendarDayKind,
  closeAt: TimeOfDay.optional(),
  name: z.string().min(1).max(100),
  source: z.string().min(1).max(255),
})
export type CalendarDay = z.output<typeof CalendarDay>

/** When a venue trades and how long its trades take to settle. Periods and days ascend. */
export const TradingCalendar = z.object({
  code: CalendarCode,
  timezone: TimeZone,
  periods: z.array(CalendarPeriod).min(1).max(20),
  days: z.array(CalendarDay).max(400),
})
export type TradingCalendar = z.output<typeof TradingCalendar>

/** The first rung whose `below` exceeds the price gives the tick. */
export const TickLadder = z.array(z.object({ below: Decimal, tick: Decimal })).max(20)

/** What is told about an instrument but decides nothing. */
export const AssetMetadata = z.object({
  marketCap: Decimal.optional(),
  country: z.string().max(3).optional(),
  website: z.string().max(255).optional(),
  logoUrl: z.string().max(255).optional(),
  dividendYield: Decimal.optional(),
  peRatio: Decimal.optional(),
  beta: z.string().max(20).optional(),
})

/** Whose paper an instrument is: its name as the register has it, and where it is registered. Public, of nobody's key. */
export const Issuer = z.object({ legalName: z.string().min(1).max(255), country: Country })
export type Issuer = z.output<typeof Issuer>

/** What of an instrument may change after its listing. Percentages count percents (`5` = 5 %). */
export const AssetTerms = {
  name: z.string().min(1).max(255),
  /** Absent where there is none: of a currency, a commodity, most of crypto. */
  issuer: Issuer.optional(),
  status: InstrumentStatus,
  isTradable: z.boolean(),
  isDemoTradable: z.boolean(),
  minOrderQuantity: Decimal,
  maxOrderQuantity: Decimal.optional(),
  tickSize: Decimal,
  tickLadder: TickLadder.optional(),
  lotSize: Decimal,
  priceBandPercent: Decimal.optional(),
  marketCollarPercent: Decimal,
  /** An outside quote older than this decides nothing. */
  quoteAgeMsMax: z.number().int().positive(),
  calendarCode: CalendarCode,
  providerSymbol: z.string().max(64).optional(),
  description: z.string().max(4000).optional(),
  sector: z.string().max(100).optional(),
  industry: z.string().max(100).optional(),
  metadata: AssetMetadata.optional(),
}

/** An instrument with everything that it was listed with. */
export const Asset = {
  assetId: Id,
  symbol: Symbol_,
  assetType: AssetType,
  exchange: Exchange,
  quoteCurrency: Currency,
  isin: z
    .string()
    .regex(/^[A-Z]{2}[A-Z0-9]{9}\d$/)
    .optional(),
  cusip: z
    .string()
    .regex(/^[0-9A-Z]{9}$/)
    .optional(),
  ...AssetTerms,
}
