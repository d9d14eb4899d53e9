import { AlertType, TechnicalIndicator, type IndicatorParameters } from '@filao/contracts'
import { enumValues } from '@filao/engine'
import { sql } from 'drizzle-orm'
import { bigint, boolean, check, index, integer, jsonb, primaryKey, uuid, varchar } from 'drizzle-orm/pg-core'
import { market, place, time, units } from './columns.table'

export const alertType = market.enum('alert_type', enumValues(AlertType))
export const technicalIndicator = market.enum('technical_indicator', enumValues(TechnicalIndicator))

/** What clients want to be told of. Those that watch stay in memory with their instrument. */
export const priceAlerts = market.table(
  'price_alerts',
  {
    id: uuid('id').notNull(),
    ...place,
    userId: uuid('user_id').notNull(),
    assetId: uuid('asset_id').notNull(),
    alertType: alertType('alert_type').notNull(),
    conditionValue: units('condition_value').notNull(),
    referencePrice: units('reference_price'),
    technicalIndicator: technicalIndicator('technical_indicator'),
    indicatorParameters: jsonb('indicator_parameters').$type<IndicatorParameters>(),
    customMessage: varchar('custom_message', { length: 500 }),
    isActive: boolean('is_active').notNull().default(true),
    repeatAlert: boolean('repeat_alert').notNull().default(false),
    armed: boolean('armed').notNull().default(true),
    /** Position of the event that armed it: earlier quotes do not fire it. */
    armedPosition: bigint('armed_position', { mode: 'number' }).notNull(),
    triggeredAt: time('triggered_at'),
    triggeredPrice: units('triggered_price'),
    triggerCount: integer('trigger_count').notNull().default(0),
    expiresAt: time('expires_at'),
  },
  (table) => [
    primaryKey({ name: 'price_alerts_pk', columns: [table.partition, table.id] }),
    index('price_alerts_asset_idx').on(table.assetId, table.isActive),
    index('price_alerts_user_idx').on(table.userId, table.isActive),
    index('price_alerts_triggered_idx').on(table.triggeredAt),
    check('price_alerts_indicator', sql`(technical_indicator is not null) = (alert_type = 'technical_indicator')`),
    check('price_alerts_reference', sql`(reference_price is not null) = (alert_type = 'percent_change')`),
    check('price_alerts_value', sql`condition_value > 0`),
  ],
)
