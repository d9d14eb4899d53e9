import { AlertType, BarTimeframe, TechnicalIndicator } from '@filao/contracts'
import {
  DecimalInput,
  DecimalString,
  IdString,
  pageOf,
  pageQuery,
  SymbolString,
  TimeInput,
  TimeString,
} from '@filao/service'
import { ONE } from '@filao/money'
import { z } from 'zod'

const Period = z.number().int().min(1).max(200)
const Level = z.number().int().min(1).max(99)
const IndicatorParameters = z
  .strictObject({
    timeframe: BarTimeframe.optional().describe('days, unless said otherwise'),
    period: Period.optional().describe('14 of an RSI, 20 of a mean, unless said otherwise'),
    overbought: Level.optional().describe('70, unless said otherwise'),
    oversold: Level.optional().describe('30, unless said otherwise'),
    fastPeriod: Period.optional().describe('12, unless said otherwise'),
    slowPeriod: Period.optional().describe('26, unless said otherwise'),
    signalPeriod: Period.optional().describe('9, unless said otherwise'),
  })
  .meta({ id: 'IndicatorParameters' })

export const CreateAlertBody = z
  .strictObject({
    symbol: SymbolString,
    alertType: AlertType,
    conditionValue: DecimalInput.optional().describe(
      'A price; for `percent_change` percents (`5` = 5 %) of the price now; for `volume_spike` multiples of the mean ' +
        'volume of 20 days. An indicator needs none.',
    ),
    technicalIndicator: TechnicalIndicator.optional(),
    indicatorParameters: IndicatorParameters.optional(),
    customMessage: z.string().trim().min(1).max(500).optional(),
    repeatAlert: z.boolean().default(false),
    expiresAt: TimeInput.optional(),
  })
  .refine(({ alertType, conditionValue }) => alertType === 'technical_indicator' || conditionValue !== undefined, {
    path: ['conditionValue'],
    message: 'This kind of alert needs a value.',
  })
  .meta({ id: 'CreatePriceAlert' })
export type CreateAlertBody = z.output<typeof CreateAlertBody>

/** What an indicator alert, which compares nothing with it, has as its value. */
export const NO_CONDITION_VALUE = ONE

export const AlertPath = z.strictObject({ id: IdString })
export type AlertPath = z.output<typeof AlertPath>

export const AlertListQuery = z.strictObject({
  ...pageQuery,
  active: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional(),
})
export type AlertListQuery = z.output<typeof AlertListQuery>

export const AlertView = z
  .object({
    id: IdString,
    symbol: SymbolString,
    alertType: AlertType,
    conditionValue: DecimalString,
    referencePrice: DecimalString.nullable(),
    technicalIndicator: TechnicalIndicator.nullable(),
    indicatorParameters: IndicatorParameters.nullable(),
    customMessage: z.string().nullable(),
    repeatAlert: z.boolean(),
    /** False once it has fired for good, or its time is over. */
    isActive: z.boolean(),
    /** False while its condition still holds from before: it fires when it comes true anew. */
    armed: z.boolean(),
    triggeredAt: TimeString.nullable(),
    triggeredPrice: DecimalString.nullable(),
    triggerCount: z.number().int(),
    expiresAt: TimeString.nullable(),
    createdAt: TimeString,
  })
  .meta({ id: 'PriceAlert' })
export type AlertView = z.output<typeof AlertView>
export const AlertList = pageOf(AlertView).meta({ id: 'PriceAlertList' })
export type AlertList = z.output<typeof AlertList>

const WatchlistName = z
  .string()
  .min(1)
  .max(50)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u)
export const WatchlistPath = z.strictObject({ name: WatchlistName })
export type WatchlistPath = z.output<typeof WatchlistPath>
export const WatchlistBody = z
  .strictObject({ symbols: z.array(SymbolString).max(100) })
  .meta({ id: 'SetWatchlist', examples: [{ symbols: ['AAPL', 'BTC'] }] })
export type WatchlistBody = z.output<typeof WatchlistBody>
export const WatchlistView = z
  .object({ name: z.string(), symbols: z.array(SymbolString), updatedAt: TimeString.nullable() })
  .meta({ id: 'Watchlist' })
export type WatchlistView = z.output<typeof WatchlistView>
export const WatchlistList = z.object({ items: z.array(WatchlistView), next: z.null() }).meta({ id: 'WatchlistList' })
export type WatchlistList = z.output<typeof WatchlistList>
