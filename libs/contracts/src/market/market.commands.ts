import { z } from 'zod'
import { command, contractSet, type MessageOf } from '../contract'
import { Currency, Day, Decimal, Id, Symbol_, Time } from '../fields'
import { CancelAlert, CreateAlert, EvaluateIndicators, FireAlerts, ReviewAlerts, SetWatchlist } from './alert.commands'
import {
  Asset,
  AssetTerms,
  BarTimeframe,
  CalendarCode,
  CalendarDay,
  QuoteSource,
  TradingCalendar,
} from './market.fields'

const service = 'market'
const instrument = { routing: { subject: 'assetId', key: 'assetId' } } as const
const calendar = { routing: { subject: 'calendarId', key: 'calendarId' } } as const
const pair = { routing: { subject: 'pairId', key: 'pairId' } } as const

export const ListAsset = command({ service, name: 'ListAsset', ...instrument, fields: Asset })
/** Changes the terms that are present. */
export const UpdateAsset = command({
  service,
  name: 'UpdateAsset',
  ...instrument,
  fields: { assetId: Id, ...z.object(AssetTerms).partial().shape },
})
/**
 * What a feed or the own book shows. With `lastPrice` and neither bid nor ask it is a trade, and the sides stay; else
 * both sides are replaced, and an absent one is empty. An absent `lastPrice` leaves the last trade as it was.
 */
export const IngestQuote = command({
  service,
  name: 'IngestQuote',
  senders: ['order'],
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
    /** Highest and lowest trade since the last that was told of; absent when `lastPrice` is both. */
    high: Decimal.optional(),
    low: Decimal.optional(),
    source: QuoteSource,
    asOf: Time,
    /** A trade was corrected or cancelled at its source: this is the last price, although it is not newer. */
    correction: z.boolean().optional(),
  },
})
/** What was held back since the last published quote is due. */
export const PublishQuote = command({ service, name: 'PublishQuote', ...instrument, fields: { assetId: Id } })
/** A bar is complete. Its figures come from the executions. */
export const CloseBar = command({
  service,
  name: 'CloseBar',
  ...instrument,
  fields: {
    assetId: Id,
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
/** The calendar that the instrument follows, as it is now. */
export const ScheduleInstrument = command({
  service,
  name: 'ScheduleInstrument',
  senders: ['market'],
  ...instrument,
  fields: { assetId: Id, calendar: TradingCalendar },
})
/** A session begins or ends, or the day of settlement moves on. */
export const AdvanceSession = command({ service, name: 'AdvanceSession', ...instrument, fields: { assetId: Id } })

/** Replaces a calendar as a whole. */
export const SetCalendar = command({
  service,
  name: 'SetCalendar',
  ...calendar,
  fields: { calendarId: Id, calendar: TradingCalendar },
})
export const SetCalendarDay = command({
  service,
  name: 'SetCalendarDay',
  ...calendar,
  fields: { calendarId: Id, code: CalendarCode, ...CalendarDay.shape },
})
/** The day trades as its weekday does. */
export const RemoveCalendarDay = command({
  service,
  name: 'RemoveCalendarDay',
  ...calendar,
  fields: { calendarId: Id, code: CalendarCode, day: Day },
})
/** An instrument wants to be told of the calendar and its changes. */
export const FollowCalendar = command({
  service,
  name: 'FollowCalendar',
  senders: ['market'],
  ...calendar,
  fields: { calendarId: Id, code: CalendarCode, assetId: Id },
})
/** Followers still have to be told of the calendar. */
export const PublishCalendar = command({ service, name: 'PublishCalendar', ...calendar, fields: { calendarId: Id } })

/** Units of the quote currency for one of the base. */
export const SetFxRate = command({
  service,
  name: 'SetFxRate',
  ...pair,
  fields: { pairId: Id, base: Currency, quote: Currency, rate: Decimal, source: z.string().min(1).max(50), asOf: Time },
})

export const marketCommands = contractSet([
  ListAsset,
  UpdateAsset,
  IngestQuote,
  PublishQuote,
  CloseBar,
  ScheduleInstrument,
  AdvanceSession,
  SetCalendar,
  SetCalendarDay,
  RemoveCalendarDay,
  FollowCalendar,
  PublishCalendar,
  SetFxRate,
  CreateAlert,
  CancelAlert,
  FireAlerts,
  ReviewAlerts,
  EvaluateIndicators,
  SetWatchlist,
])
export type MarketCommand = MessageOf<(typeof marketCommands.contracts)[number]>
