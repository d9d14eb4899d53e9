import { AlertSource, AlertStatus, RiskLevel } from '@filao/contracts'
import { enumValues } from '@filao/engine'
import { sql } from 'drizzle-orm'
import { check, index, integer, jsonb, primaryKey, uniqueIndex, uuid, varchar } from 'drizzle-orm/pg-core'
import { compliance, place, time } from './columns.table'

export const alertSource = compliance.enum('alert_source', enumValues(AlertSource))
export const alertStatus = compliance.enum('alert_status', enumValues(AlertStatus))
export const alertSeverity = compliance.enum('alert_severity', enumValues(RiskLevel))

/** What a person has to look at. Its words, and what came of it, are sealed. */
export const alerts = compliance.table(
  'alerts',
  {
    ...place,
    ownerId: uuid('owner_id').notNull(),
    /** Absent for a payer who is none of our clients. */
    userId: uuid('user_id'),
    source: alertSource('source').notNull(),
    ruleId: varchar('rule_id', { length: 60 }),
    ruleVersion: integer('rule_version'),
    checkId: uuid('check_id'),
    referenceId: uuid('reference_id'),
    severity: alertSeverity('severity').notNull(),
    summary: jsonb('summary').notNull(),
    status: alertStatus('status').notNull().default('open'),
    assignedTo: uuid('assigned_to'),
    reason: jsonb('reason'),
    outcome: jsonb('outcome'),
    proposedBy: uuid('proposed_by'),
    commandHash: varchar('command_hash', { length: 64 }),
    decidedBy: uuid('decided_by'),
    raisedAt: time('raised_at').notNull(),
    dueAt: time('due_at').notNull(),
  },
  (table) => [
    primaryKey({ name: 'alerts_pk', columns: [table.partition, table.id] }),
    uniqueIndex('alerts_rule_idx').on(table.partition, table.ownerId, table.ruleId, table.referenceId),
    index('alerts_owner_id_idx').on(table.ownerId),
    index('alerts_status_idx').on(table.status, table.dueAt),
    index('alerts_assigned_to_idx').on(table.assignedTo),
    check('alerts_cleared_by_two', sql`status <> 'cleared' OR proposed_by <> decided_by`),
  ],
)
