import { z } from 'zod'
import { event } from '../contract'
import { Id } from '../fields'
import { personal } from '../personal'
import { Email, PhoneNumber } from './identity.fields'
import { FiredAlert, NotificationCategory, NotificationPreference } from './notification.fields'

const service = 'identity'
const user = { routing: { subject: 'userId', key: 'userId' } } as const

/**
 * Something is told to a user: in the application where `inApp` says so, and by a message to each address that is given.
 * Those are the verified ones, as they were then, of the channels that the user wanted then.
 */
export const UserNotified = event({
  service,
  name: 'UserNotified',
  routing: { subject: 'notificationId', key: 'userId' },
  person: 'userId',
  fields: {
    userId: Id,
    notificationId: Id,
    category: NotificationCategory,
    alert: z.object(FiredAlert),
    /** What the user wrote for this moment. */
    customMessage: personal('cdd', z.string().max(500)).optional(),
    inApp: z.boolean(),
    email: personal('cdd', Email).optional(),
    phoneNumber: personal('cdd', PhoneNumber).optional(),
  },
})
/** Those that have changed. */
export const NotificationPreferencesSet = event({
  service,
  name: 'NotificationPreferencesSet',
  ...user,
  fields: { userId: Id, preferences: z.array(NotificationPreference) },
})
export const NotificationsRead = event({
  service,
  name: 'NotificationsRead',
  ...user,
  fields: { userId: Id, notificationIds: z.array(Id) },
})

export const notificationEvents = [UserNotified, NotificationPreferencesSet, NotificationsRead] as const
