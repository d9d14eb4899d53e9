import { z } from 'zod'
import { contractSet, event, type MessageOf } from '../contract'
import { Currency, Day, Decimal, Id, Symbol_, Time } from '../fields'
import { AlertCancelled, AlertCreated, AlertRearmed, AlertTriggered, WatchlistChanged } from './alert.events'
import { Asset, BarTimeframe, CalendarCode, QuoteSource, TradingCalendar } from './market.fields'

const service = 'market'
const instrument = { routing: { subject: 'assetId', key: 'assetId' } } as const
const calendar = { routing: { subject: 'calendarId', key: 'calendarId' } } as const
const pair = { routing: { subject: 'pairId', key: 'pairId' } } as const

export const AssetListed = event({ service, name: 'AssetListed', ...instrument, fields: Asset })
/** The instrument as it is from now on, whole. */
export const AssetUpdated = event({ service, name: 'AssetUpdated', ...instrument, fields: Asset })
/** At most 4 a second per instrument. Absent sides are empty. */
export const QuoteUpdated = event({
  service,
  name: 'QuoteUpdated',
  ...instrument,
  fields: {
    assetId: Id,
    symbol: Symbol_,
    bid: Decimal.optional(),
    bidSize: Decimal.optional(),
    ask: Decimal.optional(),
    askSize: Decimal.optional(),
    lastPrice: Decimal.optional(),
    lastSize: Decimal.optional(),
    /** Highest and lowest trade since the event before, so that no crossed alert is missed between two. */
    high: Decimal.optional(),
    low: Decimal.optional(),
    /** First, highest and lowest trade of the session. */
    sessionOpen: Decimal.optional(),
    sessionHigh: Decimal.optional(),
    sessionLow: Decimal.optional(),
    source: QuoteSource,
    asOf: Time,
    /** Of a price from outside: how long it may decide anything. The own book's does as long as it stands. */
    ageMsMax: z.number().int().positive().optional(),
  },
})
export const BarClosed = event({
  service,
  name: 'BarClosed',
  ...instrument,
  fields: {
    assetId: Id,
    symbol: Symbol_,
    timeframe: BarTimeframe,
    openedAt: Time,
    open: Decimal,
    high: Decimal,
    low: Decimal,
    close: Decimal,
    volume: Decimal,
    tradeCount: z.number().int().positive(),
  },
})
/** The instrument knows when it trades. */
export const InstrumentScheduled = event({
  service,
  name: 'InstrumentScheduled',
  ...instrument,
  fields: { assetId: Id, calendar: TradingCalendar },
})
/** The session that the instrument is in, or the next one. Absent ends: always open. */
export const SessionChanged = event({
  service,
  name: 'SessionChanged',
  ...instrument,
  fields: {
    assetId: Id,
    symbol: Symbol_,
    /** The trading day, by the venue's calendar. */
    day: Day,
    opensAt: Time.optional(),
    closesAt: Time.optional(),
    nextOpensAt: Time.optional(),
    previousClose: Decimal.optional(),
    settlementDate: Day,
    /** When this stops being true. */
    validUntil: Time,
  },
})
/** The calendar as it is from now on, whole. */
export const CalendarChanged = event({
  service,
  name: 'CalendarChanged',
  ...calendar,
  fields: { calendarId: Id, calendar: TradingCalendar },
})
export const CalendarFollowed = event({
  service,
  name: 'CalendarFollowed',
  ...calendar,
  fields: { calendarId: Id, code: CalendarCode, assetId: Id },
})
/** These followers are being told of the calendar. */
export const CalendarPublished = event({
  service,
  name: 'CalendarPublished',
  ...calendar,
  fields: { calendarId: Id, calendar: TradingCalendar, assetIds: z.array(Id).min(1).max(50) },
})
export const FxRateChanged = event({
  service,
  name: 'FxRateChanged',
  ...pair,
  fields: { pairId: Id, base: Currency, quote: Currency, rate: Decimal, source: z.string().max(50), asOf: Time },
})

export const marketEvents = contractSet([
  AssetListed,
  AssetUpdated,
  QuoteUpdated,
  BarClosed,
  InstrumentScheduled,
  SessionChanged,
  CalendarChanged,
  CalendarFollowed,
  CalendarPublished,
  FxRateChanged,
  AlertCreated,
  AlertCancelled,
  AlertTriggered,
  AlertRearmed,
  WatchlistChanged,
])
export type MarketEvent = MessageOf<(typeof marketEvents.contracts)[number]>
