import { sql } from 'drizzle-orm'
import {
  boolean,
  check,
  date,
  index,
  integer,
  jsonb,
  primaryKey,
  smallint,
  uniqueIndex,
  uuid,
  varchar,
} from 'drizzle-orm/pg-core'
import { compliance, place, time } from './columns.table'

export const kycStatus = compliance.enum('kyc_status', [
  'not_started',
  'pending',
  'approved',
  'rejected',
  'resubmission_required',
])
export const kycSessionStatus = compliance.enum('kyc_session_status', [
  'pending',
  'approved',
  'declined',
  'expired',
  'abandoned',
  'in_progress',
  'in_review',
  'resubmitted',
  'kyc_expired',
])
export const adminApprovalStatus = compliance.enum('admin_approval_status', [
  'pending_approval',
  'approved',
  'rejected',
])

/** One case a client. What an approval stands on is sealed with the client's key. */
export const kycCases = compliance.table(
  'kyc_cases',
  {
    ...place,
    userId: uuid('user_id').notNull(),
    cycle: integer('cycle').notNull().default(1),
    status: kycStatus('status').notNull().default('not_started'),
    adminApprovalStatus: adminApprovalStatus('admin_approval_status'),
    attempts: integer('attempts').notNull().default(0),
    attemptsMax: integer('attempts_max').notNull().default(5),
    currentSessionId: uuid('current_session_id'),
    /** A session that the provider is still to be asked for, and of which provider. */
    wantedSessionId: uuid('wanted_session_id'),
    wantedProvider: varchar('wanted_provider', { length: 30 }),
    submittedAt: time('submitted_at'),
    fourEyesRequired: boolean('four_eyes_required').notNull(),
    firstApprovedBy: uuid('first_approved_by'),
    firstSenior: boolean('first_senior'),
    commandHash: varchar('command_hash', { length: 64 }),
    firstApprovedAt: time('first_approved_at'),
    approvedBy: uuid('approved_by'),
    rejectedBy: uuid('rejected_by'),
    decidedAt: time('decided_at'),
    rejectionReason: jsonb('rejection_reason'),
    approvedIdentity: jsonb('approved_identity'),
    documentExpiresOn: date('document_expires_on', { mode: 'string' }),
    reviewDueOn: date('review_due_on', { mode: 'string' }),
    graceEndsOn: date('grace_ends_on', { mode: 'string' }),
    review: jsonb('review'),
    reviewDue: boolean('review_due').notNull().default(false),
  },
  (table) => [
    primaryKey({ name: 'kyc_cases_pk', columns: [table.partition, table.id] }),
    uniqueIndex('kyc_cases_user_id_idx').on(table.partition, table.userId),
    index('kyc_cases_status_idx').on(table.status),
    index('kyc_cases_admin_approval_status_idx').on(table.adminApprovalStatus),
    index('kyc_cases_review_due_on_idx').on(table.reviewDueOn),
    index('kyc_cases_wanted_idx')
      .on(table.partition)
      .where(sql`wanted_session_id IS NOT NULL`),
    check('kyc_cases_attempts', sql`attempts <= attempts_max`),
    check('kyc_cases_approvers', sql`first_approved_by <> approved_by`),
    check('kyc_cases_rejected', sql`status <> 'rejected' OR rejection_reason IS NOT NULL`),
    check('kyc_cases_approved', sql`(status = 'approved') = (approved_identity IS NOT NULL)`),
  ],
)

/** The tries of a case at the provider. The provider's id of a session is a claim, because it holds across partitions. */
export const kycSessions = compliance.table(
  'kyc_sessions',
  {
    ...place,
    caseId: uuid('case_id').notNull(),
    userId: uuid('user_id').notNull(),
    provider: varchar('provider', { length: 30 }).notNull().default('didit'),
    didit_session_id: varchar('didit_session_id', { length: 255 }).notNull(),
    status: kycSessionStatus('status').notNull().default('pending'),
    providerStatus: varchar('provider_status', { length: 30 }).notNull(),
    workflowId: varchar('workflow_id', { length: 64 }),
    workflowVersion: integer('workflow_version'),
    verificationData: jsonb('verification_data'),
    documentKey: varchar('document_key', { length: 64 }),
    documentExpiresOn: date('document_expires_on', { mode: 'string' }),
    duplicate: boolean('duplicate').notNull().default(false),
    decisionFetchedAt: time('decision_fetched_at'),
    providerUpdatedAt: time('provider_updated_at').notNull(),
    url: jsonb('url').notNull(),
    attempt: smallint('attempt').notNull(),
    startedAt: time('started_at').notNull(),
  },
  (table) => [
    primaryKey({ name: 'kyc_sessions_pk', columns: [table.partition, table.id] }),
    uniqueIndex('kyc_sessions_didit_session_id_idx').on(table.partition, table.didit_session_id),
    index('kyc_sessions_user_id_idx').on(table.userId),
    index('kyc_sessions_status_idx').on(table.status),
    index('kyc_sessions_case_id_idx').on(table.caseId),
    check('kyc_sessions_attempt', sql`attempt > 0`),
  ],
)
