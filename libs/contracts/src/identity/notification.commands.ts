import { z } from 'zod'
import { command } from '../contract'
import { Id } from '../fields'
import { FiredAlert, NotificationPreference } from './notification.fields'

const service = 'identity'
const user = { routing: { subject: 'userId', key: 'userId' } } as const

/** A price alert has fired: its owner is told, in the ways that they want to be. */
export const NotifyOfAlert = command({
  service,
  name: 'NotifyOfAlert',
  senders: ['market'],
  routing: { subject: 'alertId', key: 'userId' },
  fields: { userId: Id, ...FiredAlert, customMessage: z.string().max(500).optional() },
})
/** Changes what is named; the other preferences stay. */
export const SetNotificationPreferences = command({
  service,
  name: 'SetNotificationPreferences',
  ...user,
  fields: { userId: Id, preferences: z.array(NotificationPreference).min(1).max(21) },
})
/** A user has read notifications, of which the sender has seen that they are the user's. */
export const MarkNotificationsRead = command({
  service,
  name: 'MarkNotificationsRead',
  ...user,
  fields: { userId: Id, notificationIds: z.array(Id).min(1).max(200) },
})

export const notificationCommands = [NotifyOfAlert, SetNotificationPreferences, MarkNotificationsRead] as const
