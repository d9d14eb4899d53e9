import { z } from 'zod'
import { Decimal, Id, Symbol_, Time } from '../fields'
import { AlertType } from '../market/alert.fields'

export const NotificationCategory = z.enum([
  'price_alerts',
  'order_updates',
  'news',
  'market_summaries',
  'promotional',
  'payments',
  'security',
])
export type NotificationCategory = z.output<typeof NotificationCategory>
export const NotificationChannel = z.enum(['in_app', 'email', 'sms', 'push'])
export type NotificationChannel = z.output<typeof NotificationChannel>
/** The channels by which a user can be reached. No device is registered anywhere, so nothing is pushed. */
export const ReachingChannel = NotificationChannel.exclude(['push'])
export type ReachingChannel = z.output<typeof ReachingChannel>

/** Whether a user wants to hear of something in some way. */
export const NotificationPreference = z.object({
  category: NotificationCategory,
  channel: ReachingChannel,
  enabled: z.boolean(),
})
export type NotificationPreference = z.output<typeof NotificationPreference>

/** What a fired price alert tells. `price` is the price, or for an indicator the last close, that made it fire. */
export const FiredAlert = {
  alertId: Id,
  symbol: Symbol_,
  alertType: AlertType,
  conditionValue: Decimal,
  price: Decimal,
  firedAt: Time,
}
