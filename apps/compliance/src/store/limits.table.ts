import { sql } from 'drizzle-orm'
import { boolean, check, index, jsonb, numeric, primaryKey, uniqueIndex, uuid, varchar } from 'drizzle-orm/pg-core'
import { compliance, place, time, units } from './columns.table'

/**
 * Risk limits by key and time; a row that another has taken the place of before it began is not active. That no two active
 * rows of a key overlap is an exclusion constraint of the migration, which drizzle has no words for.
 */
export const riskLimits = compliance.table(
  'risk_limits',
  {
    ...place,
    userId: uuid('user_id'),
    assetId: uuid('asset_id'),
    currency: varchar('currency', { length: 3 }).notNull().default('USD'),
    maxPositionSize: units('max_position_size'),
    maxPositionValue: units('max_position_value'),
    maxDailyTradeVolume: units('max_daily_trade_volume'),
    maxOrderValue: units('max_order_value'),
    maxDailyWithdrawal: units('max_daily_withdrawal'),
    maxMonthlyWithdrawal: units('max_monthly_withdrawal'),
    leverageMultiplier: numeric('leverage_multiplier', { precision: 5, scale: 2 }),
    isActive: boolean('is_active').notNull().default(true),
    setBy: uuid('set_by').notNull(),
    /** The second of two; null for a lowering, which is one person's. */
    approvedBy: uuid('approved_by'),
    /** Sealed with the key of whom the limit is of. */
    reason: jsonb('reason').notNull(),
    effectiveFrom: time('effective_from').notNull().defaultNow(),
    effectiveUntil: time('effective_until'),
  },
  (table) => [
    primaryKey({ name: 'risk_limits_pk', columns: [table.partition, table.id] }),
    index('risk_limits_user_id_idx').on(table.userId, table.assetId, table.effectiveFrom),
    index('risk_limits_asset_id_idx').on(table.assetId),
    index('risk_limits_effective_from_idx').on(table.effectiveFrom),
    index('risk_limits_created_at_idx').on(table.createdAt, table.id),
    check(
      'risk_limits_above_zero',
      sql`max_position_size > 0 AND max_position_value > 0 AND max_daily_trade_volume > 0 AND max_order_value > 0 AND max_daily_withdrawal > 0 AND max_monthly_withdrawal > 0`,
    ),
    check('risk_limits_leverage', sql`leverage_multiplier BETWEEN 1 AND 100`),
    check('risk_limits_period', sql`effective_until > effective_from`),
    check('risk_limits_two_people', sql`set_by <> approved_by`),
    check(
      'risk_limits_by_asset',
      sql`asset_id IS NULL OR coalesce(max_daily_trade_volume, max_daily_withdrawal, max_monthly_withdrawal, leverage_multiplier) IS NULL`,
    ),
  ],
)

/** Higher limits that one person has asked for. One of a key waits at a time. */
export const riskLimitProposals = compliance.table(
  'risk_limit_proposals',
  {
    ...place,
    userId: uuid('user_id'),
    assetId: uuid('asset_id'),
    limits: jsonb('limits').notNull(),
    /** Sealed with the key of whom the limit is of. */
    reason: jsonb('reason').notNull(),
    effectiveFrom: time('effective_from'),
    effectiveUntil: time('effective_until'),
    commandHash: varchar('command_hash', { length: 64 }),
    proposedBy: uuid('proposed_by').notNull(),
    proposedAt: time('proposed_at').notNull(),
    isOpen: boolean('is_open').notNull().default(true),
  },
  (table) => [
    primaryKey({ name: 'risk_limit_proposals_pk', columns: [table.partition, table.id] }),
    index('risk_limit_proposals_user_id_idx')
      .on(table.userId)
      .where(sql`is_open`),
    // Checked at the end of each row: the one that is superseded is written first.
    uniqueIndex('risk_limit_proposals_open_idx')
      .on(
        sql`coalesce(user_id, '00000000-0000-0000-0000-000000000000')`,
        sql`coalesce(asset_id, '00000000-0000-0000-0000-000000000000')`,
      )
      .where(sql`is_open`),
  ],
)
