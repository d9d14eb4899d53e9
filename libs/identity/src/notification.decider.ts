import type { IdentityCommand, IdentityEvent, ReachingChannel } from '@filao/contracts'
import { makeId, partitionOf, type Decision, type Moment } from '@filao/kernel'
import { refuse, type IdentityRefusal } from './identity.refusals'
import { isEnabled, isFixed, placeOf, saidBy, type Preferences } from './notification.state'
import type { User } from './user.state'

type CommandOf<T extends IdentityCommand['type']> = Extract<IdentityCommand, { type: T }>
type Decided = Decision<IdentityEvent, IdentityRefusal>

/**
 * Tells whoever made the alert, suspended or not. Nothing is sent to an address that nobody has shown to be theirs, nor to
 * a user who has left.
 */
export function notifyOfAlert(command: CommandOf<'NotifyOfAlert'>, user: User, { now, position }: Moment): Decided {
  if (user.status === 'closed') return []
  const { userId, alertId, symbol, alertType, conditionValue, price, firedAt, customMessage } = command
  const category = 'price_alerts'
  const wants = (channel: ReachingChannel): boolean => isEnabled(user.preferences, { category, channel })
  const inApp = wants('in_app')
  const email = user.emailVerified && wants('email') ? user.profile.email : undefined
  const phoneNumber = user.phoneVerified && wants('sms') ? user.profile.phoneNumber : undefined
  if (!inApp && email === undefined && phoneNumber === undefined) return []
  return [
    {
      type: 'UserNotified',
      userId,
      notificationId: makeId({ partition: partitionOf(userId), at: now, unique: BigInt(position) }),
      category,
      alert: { alertId, symbol, alertType, conditionValue, price, firedAt },
      ...(customMessage !== undefined && { customMessage }),
      inApp,
      ...(email !== undefined && { email }),
      ...(phoneNumber !== undefined && { phoneNumber }),
    },
  ]
}

/** The last word on a category and channel counts; what changes nothing is no fact. */
export function setPreferences({ userId, preferences }: CommandOf<'SetNotificationPreferences'>, user: User): Decided {
  if (user.status === 'closed') return refuse('user_closed')
  if (preferences.some((preference) => !preference.enabled && isFixed(preference))) return refuse('preference_fixed')
  const asked: Preferences = saidBy(new Map(), { type: 'NotificationPreferencesSet', userId, preferences })
  const changed = [...asked.values()].filter(
    (preference) =>
      isEnabled(user.preferences, preference) !== preference.enabled || !user.preferences.has(placeOf(preference)),
  )
  return changed.length === 0 ? [] : [{ type: 'NotificationPreferencesSet', userId, preferences: changed }]
}

/** Which notifications there are is not of the state: there are ever more. What was read before stays as it was read. */
export const markRead = ({ userId, notificationIds }: CommandOf<'MarkNotificationsRead'>, user: User): Decided =>
  user.status === 'closed' ? refuse('user_closed') : [{ type: 'NotificationsRead', userId, notificationIds }]
