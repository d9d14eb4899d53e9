import { z } from 'zod'

/** Name of a value of the effective-dated configuration, such as `fees.trading`. */
export const ConfigurationName = z.string().regex(/^[a-z][a-z0-9_.]{0,99}$/)
/** Lower-case hex of a SHA-256. */
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/)
/** Why a setting is to be what it is, and the law or rule that asks for it. */
export const OversightText = z.string().min(1).max(500)
/** What kind of record a person of staff has looked at. */
export const RecordKind = z.enum([
  'user',
  'users',
  'accounts',
  'orders',
  'executions',
  'balances',
  'ledger',
  'adjustments',
  'hits',
  'alerts',
  'freezes',
  'notices',
  'deposits',
  'withdrawals',
  'bank_accounts',
  'kyc_case',
  'kyc_cases',
  'kyc_document',
  'risk_scores',
  'risk_limits',
  'instruments',
])
export type RecordKind = z.output<typeof RecordKind>

/** Why something from a provider was not taken. */
export const WebhookRefusal = z.enum(['forged', 'unreadable', 'stale', 'wrong_environment'])
export type WebhookRefusal = z.output<typeof WebhookRefusal>
