import { NotificationCategory, ReachingChannel } from '@filao/contracts'
import { IdString, pageOf, pageQuery, TimeString } from '@filao/service'
import { z } from 'zod'

export const NotificationListQuery = z.strictObject({
  ...pageQuery,
  unread: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional()
    .describe('`true`: those alone that have not been read'),
})
export type NotificationListQuery = z.output<typeof NotificationListQuery>

export const NotificationView = z
  .strictObject({
    id: IdString,
    category: NotificationCategory,
    title: z.string(),
    body: z.string(),
    /** What the user wrote for this moment. */
    customMessage: z.string().nullable(),
    /** A path of the application, where there is more to see. */
    link: z.string().nullable(),
    readAt: TimeString.nullable(),
    createdAt: TimeString,
  })
  .meta({ id: 'Notification' })
export type NotificationView = z.output<typeof NotificationView>
export const NotificationList = pageOf(NotificationView).meta({ id: 'NotificationList' })
export type NotificationList = z.output<typeof NotificationList>

/** There is no way back: what was read cannot be unread. */
export const MarkReadBody = z
  .strictObject({ ids: z.array(IdString).min(1).max(200), read: z.literal(true) })
  .meta({ id: 'MarkNotificationsRead' })
export type MarkReadBody = z.output<typeof MarkReadBody>

const preference = { category: NotificationCategory, channel: ReachingChannel, enabled: z.boolean() }
export const PreferencesBody = z
  .strictObject({ preferences: z.array(z.strictObject(preference)).min(1).max(21) })
  .meta({
    id: 'SetNotificationPreferences',
    examples: [{ preferences: [{ category: 'price_alerts', channel: 'email', enabled: false }] }],
  })
export type PreferencesBody = z.output<typeof PreferencesBody>
export const PreferenceView = z
  .strictObject({
    ...preference,
    /** True where it cannot be switched off. */
    fixed: z.boolean(),
  })
  .meta({ id: 'NotificationPreference' })
export type PreferenceView = z.output<typeof PreferenceView>
export const PreferenceList = z
  .strictObject({ items: z.array(PreferenceView), next: z.null() })
  .meta({ id: 'NotificationPreferenceList' })
export type PreferenceList = z.output<typeof PreferenceList>
