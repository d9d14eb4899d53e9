import { sql } from 'drizzle-orm'
import { check, index, jsonb, primaryKey, smallint, text, uniqueIndex, uuid, varchar } from 'drizzle-orm/pg-core'
import { hold, inRupees, payment, payoutStatus, place, time, units, withdrawalStatus } from './columns.table'

/** Money that goes out of an account, from the wish to the bank's word. */
export const withdrawals = payment.table(
  'withdrawals',
  {
    id: uuid('id').notNull(),
    ...place,
    userId: uuid('user_id').notNull(),
    accountId: uuid('account_id').notNull(),
    bankAccountId: uuid('bank_account_id').notNull(),
    amount: units('amount').notNull(),
    feeAmount: units('fee_amount').notNull(),
    currency: varchar('currency', { length: 3 }).notNull(),
    /** As the bank account was when it was asked for; sealed with the client's key, as are the next and the reasons. */
    destination: jsonb('destination'),
    travelRule: jsonb('travel_rule'),
    travelRuleFaults: text('travel_rule_faults').array().notNull().default([]),
    status: withdrawalStatus('status').notNull(),
    reservedAt: time('reserved_at'),
    screenedAt: time('screened_at'),
    clientCheckId: uuid('client_check_id').notNull(),
    holderCheckId: uuid('holder_check_id').notNull(),
    bankCheckId: uuid('bank_check_id'),
    /** Checks that are not clear, and those of them that came back with something. */
    outstandingChecks: uuid('outstanding_checks').array().notNull(),
    hitChecks: uuid('hit_checks').array().notNull(),
    riskFlags: text('risk_flags').array().notNull(),
    tier: smallint('tier').notNull(),
    firstApprovedBy: uuid('first_approved_by'),
    firstApproverSenior: smallint('first_approver_senior'),
    firstApprovedAt: time('first_approved_at'),
    /** Of what was approved, of which `approval_hash` is a part. */
    commandHash: varchar('command_hash', { length: 64 }),
    approvedBy: uuid('approved_by'),
    approverSenior: smallint('approver_senior'),
    approvedAt: time('approved_at'),
    approvalHash: varchar('approval_hash', { length: 64 }).notNull(),
    rejectedBy: uuid('rejected_by'),
    flaggedBy: uuid('flagged_by'),
    rejectionReason: jsonb('rejection_reason'),
    flagReason: jsonb('flag_reason'),
    code: varchar('code', { length: 60 }),
    resolutionOutcome: text('resolution_outcome'),
    resolutionEvidence: jsonb('resolution_evidence'),
    resolutionBy: uuid('resolution_by'),
    resolutionCommandHash: varchar('resolution_command_hash', { length: 64 }),
    resolutionAt: time('resolution_at'),
    /** The bank's word against how the payout had ended, and when two people said what is true. */
    contradictionTold: text('contradiction_told'),
    contradictionCode: varchar('contradiction_code', { length: 60 }),
    contradictedAt: time('contradicted_at'),
    contradictionSettledAt: time('contradiction_settled_at'),
    endToEndId: varchar('end_to_end_id', { length: 35 }).notNull(),
    uetr: uuid('uetr').notNull(),
    ...inRupees,
    requestedAt: time('requested_at').notNull(),
    completedAt: time('completed_at'),
    /** Under which id wallet keeps its money in suspense, and the withdrawal as which that is paid out again. */
    creditId: uuid('credit_id'),
    reissuedAs: uuid('reissued_as'),
    ...hold,
  },
  (table) => [
    primaryKey({ columns: [table.partition, table.id] }),
    check('withdrawals_amount', sql`amount > fee_amount AND fee_amount >= 0`),
    check(
      'withdrawals_approvers',
      sql`approved_by <> user_id AND first_approved_by <> user_id AND approved_by <> first_approved_by`,
    ),
    check(
      'withdrawals_approved',
      sql`status NOT IN ('approved', 'processing', 'completed') OR (approved_by IS NOT NULL AND reserved_at IS NOT NULL AND screened_at IS NOT NULL)`,
    ),
    index('withdrawals_account_idx').on(table.accountId, table.requestedAt),
    index('withdrawals_user_idx').on(table.userId),
    index('withdrawals_bank_account_idx').on(table.bankAccountId),
    index('withdrawals_status_idx').on(table.status),
    index('withdrawals_hold_idx')
      .on(table.holdSince)
      .where(sql`hold_since IS NOT NULL`),
    index('withdrawals_end_to_end_idx').on(table.endToEndId),
  ],
)

/** One attempt to pay a withdrawal at a provider. */
export const payouts = payment.table(
  'payouts',
  {
    id: uuid('id').notNull(),
    ...place,
    withdrawalId: uuid('withdrawal_id').notNull(),
    attempt: smallint('attempt').notNull(),
    provider: varchar('provider', { length: 30 }).notNull(),
    endToEndId: varchar('end_to_end_id', { length: 35 }).notNull(),
    uetr: uuid('uetr').notNull(),
    status: payoutStatus('status').notNull(),
    providerReference: varchar('provider_reference', { length: 255 }),
    rawCode: varchar('raw_code', { length: 60 }),
    submittedAt: time('submitted_at').notNull(),
    settledAt: time('settled_at'),
  },
  (table) => [
    primaryKey({ columns: [table.partition, table.id] }),
    uniqueIndex('payouts_end_to_end').on(table.endToEndId),
    uniqueIndex('payouts_uetr').on(table.uetr),
    uniqueIndex('payouts_one_live')
      .on(table.partition, table.withdrawalId)
      .where(sql`status <> 'failed'`),
  ],
)
