import { z } from 'zod'
import { Decimal, Id, Time } from '../fields'
import { Sha256 } from '../oversight/oversight.fields'

/**
 * The limits that a row sets or the settings give (domain.md 9.2), in USD but for the size, which is a quantity, and the
 * leverage. An absent one says nothing.
 */
export const LimitValues = z.object({
  maxPositionSize: Decimal.optional(),
  maxPositionValue: Decimal.optional(),
  maxDailyTradeVolume: Decimal.optional(),
  maxOrderValue: Decimal.optional(),
  maxDailyWithdrawal: Decimal.optional(),
  maxMonthlyWithdrawal: Decimal.optional(),
  /** 1 to 100 with two decimals. Margin is not offered, so that only 1 has an effect. */
  leverageMultiplier: Decimal.optional(),
})
export type LimitValues = z.output<typeof LimitValues>
export const LimitField = z.enum(Object.keys(LimitValues.shape) as [keyof LimitValues, ...(keyof LimitValues)[]])
export type LimitField = z.output<typeof LimitField>

/** Whose limit: a client's for an instrument, a client's, an instrument's, or everybody's. */
export const LimitKey = { userId: Id.optional(), assetId: Id.optional() } as const
/** From when a row holds, and until when; without an end it holds until another takes its place. */
export const LimitPeriod = { from: Time, until: Time.optional() } as const

/** What a client's own rows stand on: the defaults of the settings, and the rows of everybody and of instruments. */
export const LimitBase = z.object({
  /** Tells two bases apart: SHA-256 over the setting's version and the rows that hold now. */
  stamp: Sha256,
  defaults: LimitValues,
  rows: z.array(z.object({ assetId: Id.optional(), values: LimitValues, ...LimitPeriod })).max(1_000),
})
export type LimitBase = z.output<typeof LimitBase>
