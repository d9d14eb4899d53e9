import { sql } from 'drizzle-orm'
import { check, date, index, integer, jsonb, numeric, primaryKey, text, uuid, varchar } from 'drizzle-orm/pg-core'
import { depositStatus, hold, inRupees, payment, paymentMethod, place, screened, time, units } from './columns.table'

/** Money that comes in for an account, from the wish to pay to the credit. */
export const deposits = payment.table(
  'deposits',
  {
    id: uuid('id').notNull(),
    ...place,
    userId: uuid('user_id').notNull(),
    accountId: uuid('account_id').notNull(),
    amount: units('amount').notNull(),
    currency: varchar('currency', { length: 3 }).notNull(),
    paymentMethod: paymentMethod('payment_method').notNull(),
    provider: varchar('provider', { length: 30 }).notNull(),
    paymentReference: varchar('payment_reference', { length: 25 }).notNull(),
    feeRate: numeric('fee_rate', { precision: 20, scale: 8 }).notNull(),
    settlementDays: integer('settlement_days').notNull(),
    status: depositStatus('status').notNull(),
    paymentLink: text('payment_link'),
    receivedAmount: units('received_amount'),
    receivedCurrency: varchar('received_currency', { length: 3 }),
    feeAmount: units('fee_amount'),
    paymentProviderReference: varchar('payment_provider_reference', { length: 255 }),
    /** Sealed with the client's key. */
    payer: jsonb('payer'),
    travelRule: jsonb('travel_rule'),
    travelRuleFaults: text('travel_rule_faults').array().notNull().default([]),
    payerAccountLast4: varchar('payer_account_last4', { length: 4 }),
    screeningCheckId: uuid('screening_check_id'),
    screening: text('screening').notNull(),
    ...screened,
    holdReason: varchar('hold_reason', { length: 60 }),
    failure: varchar('failure', { length: 60 }),
    releaseProposedBy: uuid('release_proposed_by'),
    releaseCommandHash: varchar('release_command_hash', { length: 64 }),
    releaseProposedAt: time('release_proposed_at'),
    releasedBy: uuid('released_by'),
    refundProposedBy: uuid('refund_proposed_by'),
    refundCommandHash: varchar('refund_command_hash', { length: 64 }),
    refundProposedAt: time('refund_proposed_at'),
    refundApprovedBy: uuid('refund_approved_by'),
    settlementDate: date('settlement_date', { mode: 'string' }),
    credit: text('credit'),
    ...inRupees,
    initiatedAt: time('initiated_at').notNull(),
    clearedAt: time('cleared_at'),
    creditedAt: time('credited_at'),
    expiresAt: time('expires_at').notNull(),
    ...hold,
  },
  (table) => [
    primaryKey({ columns: [table.partition, table.id] }),
    check('deposits_amount', sql`amount > 0 AND (received_amount IS NULL OR received_amount > 0)`),
    check('deposits_refunders', sql`refund_approved_by <> refund_proposed_by`),
    check('deposits_releasers', sql`released_by <> release_proposed_by`),
    check('deposits_screening', sql`screening IN ('none', 'pending', 'clear', 'other')`),
    check('deposits_credit', sql`credit IN ('credited', 'suspended')`),
    index('deposits_account_idx').on(table.accountId, table.initiatedAt),
    index('deposits_user_idx').on(table.userId),
    index('deposits_status_idx').on(table.status),
    index('deposits_settlement_idx').on(table.settlementDate),
    index('deposits_hold_idx')
      .on(table.holdSince)
      .where(sql`hold_since IS NOT NULL`),
    index('deposits_reference_idx').on(table.paymentReference),
    index('deposits_provider_reference_idx').on(table.paymentProviderReference),
  ],
)

/** Money that belongs to nobody yet. `account_id` is the receipt's own id where nobody's reference was given. */
export const unallocatedReceipts = payment.table(
  'unallocated_receipts',
  {
    id: uuid('id').notNull(),
    ...place,
    accountId: uuid('account_id').notNull(),
    source: varchar('source', { length: 30 }).notNull(),
    reference: varchar('reference', { length: 255 }).notNull(),
    amount: units('amount').notNull(),
    currency: varchar('currency', { length: 3 }).notNull(),
    /** Sealed with the service's own key: no person is known. */
    payer: text('payer'),
    /** Of the bank that it comes from, ISO 3166-1 alpha-2. */
    payerCountry: varchar('payer_country', { length: 2 }),
    payerBank: varchar('payer_bank', { length: 255 }),
    status: varchar('status', { length: 20 }).notNull(),
    proposal: text('proposal'),
    targetAccountId: uuid('target_account_id'),
    allocatedTo: uuid('allocated_to'),
    proposedBy: uuid('proposed_by'),
    commandHash: varchar('command_hash', { length: 64 }),
    proposedAt: time('proposed_at'),
    approvedBy: uuid('approved_by'),
    ...hold,
    ...inRupees,
  },
  (table) => [
    primaryKey({ columns: [table.partition, table.id] }),
    check('unallocated_receipts_people', sql`approved_by <> proposed_by`),
    check('unallocated_receipts_status', sql`status IN ('open', 'allocated', 'returned', 'charged_back')`),
    index('unallocated_receipts_status_idx').on(table.status),
    index('unallocated_receipts_hold_idx')
      .on(table.holdSince)
      .where(sql`hold_since IS NOT NULL`),
    index('unallocated_receipts_account_idx').on(table.accountId),
  ],
)
