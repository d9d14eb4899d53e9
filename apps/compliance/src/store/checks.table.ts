import { CheckResult, CheckStatus, CheckTrigger, CheckType, SubjectKind } from '@filao/contracts'
import { enumValues } from '@filao/engine'
import { sql } from 'drizzle-orm'
import {
  check,
  index,
  integer,
  jsonb,
  numeric,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
  varchar,
} from 'drizzle-orm/pg-core'
import { compliance, place, time } from './columns.table'

export const checkStatus = compliance.enum('check_status', enumValues(CheckStatus))
export const checkTrigger = compliance.enum('check_trigger', enumValues(CheckTrigger))
export const checkType = compliance.enum('check_type', enumValues(CheckType))
export const checkResult = compliance.enum('check_result', enumValues(CheckResult))

const score = (name: string) => numeric(name, { precision: 5, scale: 4 })
const kinds = sql.raw(SubjectKind.options.map((kind) => `'${kind}'`).join(', '))

/**
 * Screenings, each with what it was run with. `owner_id` is the client, or the check itself where no client is known;
 * `query` and `findings` are sealed with its key.
 */
export const amlChecks = compliance.table(
  'aml_checks',
  {
    ...place,
    ownerId: uuid('owner_id').notNull(),
    userId: uuid('user_id'),
    subjectKind: varchar('subject_kind', { length: 30 }).notNull(),
    subjectId: varchar('subject_id', { length: 64 }).notNull(),
    checkType: checkType('check_type').notNull().default('sanctions_screening'),
    trigger: checkTrigger('trigger').notNull(),
    referenceId: uuid('reference_id').notNull(),
    /** Who is told of the outcome. */
    answerTo: uuid('answer_to').notNull(),
    checkStatus: checkStatus('check_status').notNull().default('requested'),
    checkResult: checkResult('check_result'),
    query: jsonb('query').notNull(),
    requestedAt: time('requested_at').notNull(),
    /** When it is to be run, or run again. */
    dueAt: time('due_at').notNull(),
    attempts: integer('attempts').notNull().default(0),
    subjectHash: varchar('subject_hash', { length: 64 }),
    checkProvider: varchar('check_provider', { length: 100 }),
    providerCheckId: varchar('provider_check_id', { length: 255 }),
    listVersionIds: text('list_version_ids')
      .array()
      .notNull()
      .default(sql`'{}'`),
    algorithm: varchar('algorithm', { length: 40 }),
    algorithmVersion: varchar('algorithm_version', { length: 20 }),
    configVersions: jsonb('config_versions').notNull().default({}),
    reviewScore: score('review_score'),
    alertScore: score('alert_score'),
    bestScore: score('best_score'),
    riskScore: integer('risk_score'),
    findings: jsonb('findings'),
    durationMs: integer('duration_ms'),
    checkedAt: time('checked_at'),
  },
  (table) => [
    primaryKey({ name: 'aml_checks_pk', columns: [table.partition, table.id] }),
    // Each payment names its checks itself, and may ask about several people.
    uniqueIndex('aml_checks_asked_once_idx')
      .on(table.partition, table.trigger, table.referenceId, table.subjectKind, table.subjectId, table.checkType)
      .where(sql`trigger <> 'transaction'`),
    index('aml_checks_owner_id_idx').on(table.ownerId),
    index('aml_checks_due_idx')
      .on(table.partition, table.dueAt)
      .where(sql`check_status = 'requested'`),
    index('aml_checks_reference_id_idx').on(table.referenceId),
    index('aml_checks_checked_at_idx').on(table.checkedAt),
    check('aml_checks_subject_kind', sql`subject_kind IN (${kinds})`),
    check('aml_checks_result', sql`(check_status = 'requested') = (check_result IS NULL)`),
    check('aml_checks_risk_score', sql`risk_score BETWEEN 0 AND 100`),
    check('aml_checks_run', sql`check_status <> 'completed' OR (subject_hash IS NOT NULL AND algorithm IS NOT NULL)`),
  ],
)
