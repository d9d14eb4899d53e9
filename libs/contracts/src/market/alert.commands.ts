import { z } from 'zod'
import { command } from '../contract'
import { Decimal, Id, Time } from '../fields'
import { AlertTerms, WatchedAssets, WatchlistName } from './alert.fields'
import { BarTimeframe } from './market.fields'

const service = 'market'
const alert = { routing: { subject: 'alertId', key: 'assetId' } } as const
const instrument = { routing: { subject: 'assetId', key: 'assetId' } } as const

export const CreateAlert = command({
  service,
  name: 'CreateAlert',
  ...alert,
  fields: {
    alertId: Id,
    assetId: Id,
    userId: Id,
    ...AlertTerms,
    expiresAt: Time.optional(),
    /** Active alerts of the user on all instruments, as they were counted when this was asked for. */
    activeCount: z.number().int().nonnegative(),
  },
})
export const CancelAlert = command({
  service,
  name: 'CancelAlert',
  ...alert,
  fields: { alertId: Id, assetId: Id, userId: Id },
})
/** Alerts that the shown price has reached are to fire. The service sends it to itself. */
export const FireAlerts = command({ service, name: 'FireAlerts', ...instrument, fields: { assetId: Id } })
/** Time has brought the end of an alert, or lets one that repeats be armed again. */
export const ReviewAlerts = command({ service, name: 'ReviewAlerts', ...instrument, fields: { assetId: Id } })
/** The closes of an instrument's bars, oldest first, and its volumes: what indicators and volume spikes are judged by. */
export const EvaluateIndicators = command({
  service,
  name: 'EvaluateIndicators',
  ...instrument,
  fields: {
    assetId: Id,
    timeframe: BarTimeframe,
    closes: z.array(Decimal).max(500),
    /** Traded today, and on the mean of the 20 days before; with bars of a day only. */
    volumes: z.object({ today: Decimal, mean: Decimal }).optional(),
  },
})

/** Replaces a watchlist as a whole; without instruments it is removed. */
export const SetWatchlist = command({
  service,
  name: 'SetWatchlist',
  routing: { subject: 'userId', key: 'userId' },
  fields: { userId: Id, name: WatchlistName, assetIds: WatchedAssets },
})
