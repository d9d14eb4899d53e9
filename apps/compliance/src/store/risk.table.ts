import { sql } from 'drizzle-orm'
import { boolean, check, index, jsonb, numeric, primaryKey, uuid, varchar } from 'drizzle-orm/pg-core'
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
