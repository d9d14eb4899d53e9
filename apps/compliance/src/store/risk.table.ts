import { PaymentDirection } from '@filao/contracts'
import { enumValues } from '@filao/engine'
import { sql } from 'drizzle-orm'
import { boolean, check, date, index, jsonb, numeric, primaryKey, uuid, varchar } from 'drizzle-orm/pg-core'
import { compliance, place, time } from './columns.table'
import { riskLevel } from './subjects.table'

/** Scores of clients, each as it was given: the last of a client's holds. Only ever added to; the inputs are sealed. */
export const riskScores = compliance.table(
  'risk_scores',
  {
    ...place,
    userId: uuid('user_id').notNull(),
    modelVersion: varchar('model_version', { length: 20 }).notNull(),
    factors: jsonb('factors').notNull(),
    inputs: jsonb('inputs').notNull(),
    score: numeric('score', { precision: 5, scale: 2 }).notNull(),
    accumulation: boolean('accumulation').notNull(),
    floors: jsonb('floors').notNull(),
    computedTier: riskLevel('computed_tier').notNull(),
    tier: riskLevel('tier').notNull(),
    override: jsonb('override'),
    configVersions: jsonb('config_versions').notNull(),
    computedAt: time('computed_at').notNull(),
  },
  (table) => [
    primaryKey({ name: 'risk_scores_pk', columns: [table.partition, table.id] }),
    index('risk_scores_user_id_idx').on(table.userId, table.computedAt),
    check('risk_scores_score', sql`score >= 0 AND score <= 100`),
    check(
      'risk_scores_lowered_by_two',
      sql`override->>'direction' IS DISTINCT FROM 'down' OR (override->>'by' <> override->>'proposedBy' AND override->>'expiresOn' IS NOT NULL)`,
    ),
  ],
)

export const paymentDirection = compliance.enum('payment_direction', enumValues(PaymentDirection))

/** What has come in and gone out for clients, by payment; of each once, and only ever added to. */
export const turnover = compliance.table(
  'turnover',
  {
    ...place,
    userId: uuid('user_id').notNull(),
    direction: paymentDirection('direction').notNull(),
    day: date('day', { mode: 'string' }).notNull(),
    murAmount: numeric('mur_amount', { precision: 20, scale: 8 }).notNull(),
    isBeyondDeclared: boolean('is_beyond_declared').notNull(),
  },
  (table) => [
    primaryKey({ name: 'turnover_pk', columns: [table.partition, table.id] }),
    index('turnover_user_id_idx').on(table.userId, table.day),
    check('turnover_amount', sql`mur_amount >= 0`),
  ],
)
