import type { NotificationPreference } from '@filao/contracts'
import type { JsonRow } from '@filao/engine'

export const preferenceRow = (userId: string, { category, channel, enabled }: NotificationPreference): JsonRow => ({
  user_id: userId,
  category,
  channel,
  enabled,
})

export const preferenceOf = (row: JsonRow): NotificationPreference => ({
  category: row['category'] as NotificationPreference['category'],
  channel: row['channel'] as NotificationPreference['channel'],
  enabled: row['enabled'] as boolean,
})
