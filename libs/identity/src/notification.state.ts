import {
  NotificationCategory,
  ReachingChannel,
  type IdentityEvent,
  type NotificationPreference,
} from '@filao/contracts'

type Place = Pick<NotificationPreference, 'category' | 'channel'>
type ByCategory = Readonly<Partial<Record<NotificationCategory, readonly ReachingChannel[]>>>

/** What nobody can switch off: who takes over an account would do that first, and what happened to money is owed. */
const FIXED: ByCategory = { security: ['in_app', 'email', 'sms'], payments: ['in_app'] }
/** What is on until it is switched off. An alert that is sent to nobody is one that never fires. */
const ON: ByCategory = {
  price_alerts: ['in_app', 'email'],
  order_updates: ['in_app'],
  news: ['in_app'],
  market_summaries: ['in_app'],
  promotional: [],
  payments: ['in_app', 'email'],
  security: ['in_app', 'email', 'sms'],
}

/** What a user has said, by {@link placeOf}; the rest is as it is for everybody. */
export type Preferences = ReadonlyMap<string, NotificationPreference>

export const placeOf = ({ category, channel }: Place): string => `${category}/${channel}`
export const isFixed = ({ category, channel }: Place): boolean => FIXED[category]?.includes(channel) ?? false
export const isEnabled = (said: Preferences, place: Place): boolean =>
  isFixed(place) || (said.get(placeOf(place))?.enabled ?? ON[place.category]?.includes(place.channel) ?? false)

/** How it stands with every category and channel. */
export const allPreferences = (said: Preferences): NotificationPreference[] =>
  NotificationCategory.options.flatMap((category) =>
    ReachingChannel.options.map((channel) => ({ category, channel, enabled: isEnabled(said, { category, channel }) })),
  )

export const saidBy = (
  said: Preferences,
  { preferences }: Extract<IdentityEvent, { type: 'NotificationPreferencesSet' }>,
): Preferences => new Map([...said, ...preferences.map((preference) => [placeOf(preference), preference] as const)])
