import { z } from 'zod'
import { event } from '../contract'
import { Decimal, Id, Symbol_, Time } from '../fields'
import { AlertTerms, AlertType, WatchedAssets, WatchlistName } from './alert.fields'

const service = 'market'
const alert = { routing: { subject: 'alertId', key: 'assetId' } } as const
const alertRef = { alertId: Id, assetId: Id, userId: Id }

export const AlertCreated = event({
  service,
  name: 'AlertCreated',
  ...alert,
  fields: {
    ...alertRef,
    symbol: Symbol_,
    ...AlertTerms,
    /** The price that a change is counted from. */
    referencePrice: Decimal.optional(),
    expiresAt: Time.optional(),
    /** False when the condition holds already: it fires once it has ceased to and comes again. */
    armed: z.boolean(),
  },
})
/** It watches no more: its owner has removed it, or its time is over. */
export const AlertCancelled = event({
  service,
  name: 'AlertCancelled',
  ...alert,
  fields: { ...alertRef, reason: z.enum(['client_request', 'expired']) },
})
/** The condition has come true. `price` is the price, or for an indicator the last close, that made it so. */
export const AlertTriggered = event({
  service,
  name: 'AlertTriggered',
  ...alert,
  fields: {
    ...alertRef,
    symbol: Symbol_,
    alertType: AlertType,
    conditionValue: Decimal,
    price: Decimal,
    customMessage: z.string().max(500).optional(),
    /** False when this was the only time. */
    repeatAlert: z.boolean(),
  },
})
/** The condition holds no longer, so that the alert may fire again. */
export const AlertRearmed = event({ service, name: 'AlertRearmed', ...alert, fields: alertRef })

export const WatchlistChanged = event({
  service,
  name: 'WatchlistChanged',
  routing: { subject: 'userId', key: 'userId' },
  fields: { userId: Id, name: WatchlistName, assetIds: WatchedAssets },
})
