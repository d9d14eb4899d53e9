import type { ConfigurationKey } from '@filao/service'
import { z } from 'zod'

/** How old an exchange rate may be that a payment's equivalent in MUR is told by. */
export const RATE_AGE: ConfigurationKey<number> = {
  name: 'fx.max_age_hours',
  description: 'Hours after which an exchange rate is stale: a payment at one is held for a person.',
  schema: z.number().int().min(1).max(720),
  byDefault: 24,
  roles: ['treasury'],
}

export const SETTINGS = [RATE_AGE] as const
