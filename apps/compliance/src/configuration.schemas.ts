import type { ConfigurationKey } from '@filao/service'
import { z } from 'zod'
import { RISK_LIMITS_SETTING } from './limit/limit-settings.schemas'
import { RISK_SETTINGS } from './risk/risk-settings.schemas'
import { SCREENING_SETTINGS } from './screening/screening-settings.schemas'

const Months = z.strictObject({
  low: z.number().int().min(1).max(120),
  medium: z.number().int().min(1).max(120),
  high: z.number().int().min(1).max(120),
  critical: z.number().int().min(1).max(120),
})

/** How long an approval holds, by the client's risk. */
export const REVIEW_MONTHS: ConfigurationKey<z.output<typeof Months>> = {
  name: 'cdd.review_months',
  description: 'Months after which a client is looked at again, by risk level.',
  schema: Months,
  byDefault: { low: 36, medium: 24, high: 12, critical: 6 },
  roles: ['compliance', 'mlro'],
}

export const REVIEW_GRACE: ConfigurationKey<number> = {
  name: 'cdd.overdue_grace_days',
  description: 'Days that a review may be late before the approval ends.',
  schema: z.number().int().min(0).max(365),
  byDefault: 30,
  roles: ['compliance', 'mlro'],
}

/** The settings that two people of compliance may set. */
export const SETTINGS: readonly ConfigurationKey[] = [
  REVIEW_MONTHS,
  REVIEW_GRACE,
  ...RISK_SETTINGS,
  RISK_LIMITS_SETTING,
  ...SCREENING_SETTINGS,
]
