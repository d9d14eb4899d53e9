import type { ConfigurationKey } from '@filao/service'
import { z } from 'zod'

/** How old an exchange rate may be that limits are judged by. */
export const RATE_AGE: ConfigurationKey<number> = {
  name: 'fx.max_age_hours',
  description: 'Hours after which an exchange rate is stale: limits are no longer judged by it.',
  schema: z.number().int().min(1).max(720),
  byDefault: 24,
  roles: ['treasury'],
}

/** What the house keeps of a conversion. */
export const CONVERSION_SPREAD: ConfigurationKey<string> = {
  name: 'fees.conversion',
  description: 'Percents of a conversion that the house keeps, as a decimal.',
  schema: z.string().regex(/^(0|[1-9])(\.\d{1,8})?$/),
  byDefault: '0.5',
  roles: ['treasury'],
}

export const SETTINGS = [RATE_AGE, CONVERSION_SPREAD] as const
