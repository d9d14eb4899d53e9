import { given, timestampOf, type Row } from '@filao/engine'
import { screeningOf, type Deposit, type Receipt } from '@filao/payment'
import {
  amountOf,
  heldIdOf,
  HOLD_COLUMNS,
  holdOfRow,
  holdRow,
  instantOf,
  maybeInstant,
  RUPEE_COLUMNS,
  rupeesOfRow,
  rupeesRow,
  SCREENED_COLUMNS,
  screenedOfRow,
  screenedRow,
  unitsOf,
  proposalOf,
  type RowTable,
} from './rows.store'

export const depositTable: RowTable = {
  table: 'deposits',
  columns: [
    ...['user_id', 'account_id', 'amount', 'currency', 'payment_method', 'provider', 'payment_reference', 'fee_rate'],
    ...['settlement_days', 'status', 'payment_link', 'received_amount', 'received_currency', 'fee_amount'],
    ...['payment_provider_reference', 'payer_account_last4', 'screening_check_id', 'screening', 'hold_reason'],
    'travel_rule_faults',
    ...['failure', 'release_proposed_by', 'release_command_hash', 'release_proposed_at'],
    ...['released_by', 'refund_proposed_by', 'refund_command_hash', 'refund_proposed_at', 'refund_approved_by'],
    ...['allocation_target_id', 'allocation_proposed_by', 'allocation_command_hash', 'allocation_proposed_at'],
    ...['allocated_to', 'allocation_approved_by'],
    ...['settlement_date', 'credit', ...RUPEE_COLUMNS, 'initiated_at', 'cleared_at', 'credited_at', 'expires_at'],
    ...HOLD_COLUMNS,
    ...SCREENED_COLUMNS,
  ],
  sealed: ['payer', 'travel_rule'],
  idOf: (event) =>
    'depositId' in event && event.type !== 'ReceiptAllocated' ? event.depositId : heldIdOf(event, 'deposit'),
  row: ({ accountId, deposits }, id) => depositRow(accountId, deposits.get(id)!),
  told: (event) =>
    event.type === 'DepositReceived'
      ? { userId: event.userId, values: { payer: event.payer, travel_rule: event.travelRule } }
      : undefined,
}

const depositRow = (accountId: string, deposit: Deposit) => ({
  user_id: deposit.userId,
  account_id: accountId,
  amount: amountOf(deposit.amount),
  currency: deposit.currency,
  payment_method: deposit.method,
  provider: deposit.provider,
  payment_reference: deposit.reference,
  fee_rate: amountOf(deposit.feeRate),
  settlement_days: deposit.settlementDays,
  status: deposit.status,
  payment_link: deposit.link ?? null,
  received_amount: amountOf(deposit.received?.amount),
  received_currency: deposit.received?.currency ?? null,
  fee_amount: amountOf(deposit.received?.fee),
  payment_provider_reference: deposit.received?.providerReference ?? null,
  payer_account_last4: deposit.payerLast4 ?? null,
  screening_check_id: deposit.received?.checkId ?? null,
  screening: deposit.received ? screeningOf(deposit) : 'none',
  ...screenedRow(deposit, deposit.received?.bankCheckId),
  hold_reason: deposit.holdReason ?? null,
  travel_rule_faults: deposit.travelRuleFaults,
  failure: deposit.failure ?? null,
  release_proposed_by: deposit.release?.by ?? null,
  release_command_hash: deposit.release?.commandHash ?? null,
  release_proposed_at: timestampOf(deposit.release?.at),
  released_by: deposit.releasedBy ?? null,
  refund_proposed_by: deposit.refund?.by ?? null,
  refund_command_hash: deposit.refund?.commandHash ?? null,
  refund_proposed_at: timestampOf(deposit.refund?.at),
  refund_approved_by: deposit.refundApprovedBy ?? null,
  allocation_target_id: deposit.allocation?.targetAccountId ?? null,
  allocation_proposed_by: deposit.allocation?.by ?? null,
  allocation_command_hash: deposit.allocation?.commandHash ?? null,
  allocation_proposed_at: timestampOf(deposit.allocation?.at),
  allocated_to: deposit.allocatedTo ?? null,
  allocation_approved_by: deposit.allocationApprovedBy ?? null,
  settlement_date: deposit.received?.settlesOn ?? null,
  credit: deposit.credit ?? null,
  ...rupeesRow(deposit.received),
  initiated_at: timestampOf(deposit.initiatedAt),
  cleared_at: timestampOf(deposit.clearedAt),
  credited_at: timestampOf(deposit.creditedAt),
  expires_at: timestampOf(deposit.expiresAt),
  ...holdRow(deposit.hold),
})

const DEPOSITS = 'SELECT *, settlement_date::text AS settles_on FROM payment.deposits WHERE partition = $1'
/** What is not finished of these accounts: a cleared one waits for wallet's word. */
export const LIVE_DEPOSITS_SQL = `${DEPOSITS} AND account_id = ANY ($2::uuid[])
  AND (status IN ('pending', 'processing', 'held') OR (status = 'cleared' AND credit IS DISTINCT FROM 'credited'))`
/** Whatever became of these. */
export const NAMED_DEPOSITS_SQL = `${DEPOSITS} AND id = ANY ($2::uuid[])`

export const depositOfRow = (row: Row): Deposit => ({
  depositId: row['id'] as string,
  userId: row['user_id'] as string,
  currency: row['currency'] as string,
  amount: unitsOf(row['amount']),
  method: row['payment_method'] as Deposit['method'],
  provider: row['provider'] as Deposit['provider'],
  reference: row['payment_reference'] as string,
  feeRate: unitsOf(row['fee_rate']),
  settlementDays: row['settlement_days'] as number,
  initiatedAt: instantOf(row['initiated_at']),
  expiresAt: instantOf(row['expires_at']),
  status: row['status'] as Deposit['status'],
  link: given(row['payment_link']),
  received:
    row['received_amount'] === null
      ? undefined
      : {
          providerReference: row['payment_provider_reference'] as string,
          currency: row['received_currency'] as string,
          amount: unitsOf(row['received_amount']),
          fee: unitsOf(row['fee_amount']),
          settlesOn: row['settles_on'] as string,
          checkId: row['screening_check_id'] as string,
          bankCheckId: given(row['bank_check_id']),
          ...rupeesOfRow(row),
        },
  payerLast4: given(row['payer_account_last4']),
  ...screenedOfRow(row),
  holdReason: given(row['hold_reason']),
  travelRuleFaults: row['travel_rule_faults'] as Deposit['travelRuleFaults'],
  failure: given(row['failure']),
  release: proposalOf(row['release_proposed_by'], row['release_command_hash'], row['release_proposed_at']),
  releasedBy: given(row['released_by']),
  refund: proposalOf(row['refund_proposed_by'], row['refund_command_hash'], row['refund_proposed_at']),
  refundApprovedBy: given(row['refund_approved_by']),
  allocation: allocationOf(row),
  allocatedTo: given(row['allocated_to']),
  allocationApprovedBy: given(row['allocation_approved_by']),
  clearedAt: maybeInstant(row['cleared_at']),
  creditedAt: maybeInstant(row['credited_at']),
  credit: given(row['credit']),
  hold: holdOfRow(row),
})

function allocationOf(row: Row): Deposit['allocation'] {
  const { allocation_proposed_by: by, allocation_command_hash: hash, allocation_proposed_at: at } = row
  const word = proposalOf(by, hash, at)
  return word && { ...word, targetAccountId: row['allocation_target_id'] as string }
}

export const receiptTable: RowTable = {
  table: 'unallocated_receipts',
  columns: [
    ...['account_id', 'source', 'reference', 'amount', 'currency', 'status', 'proposal', 'target_account_id'],
    ...['allocated_to', 'proposed_by', 'command_hash', 'proposed_at', 'approved_by', 'owner_id'],
    ...RUPEE_COLUMNS,
    ...HOLD_COLUMNS,
    ...SCREENED_COLUMNS,
  ],
  sealed: ['payer'],
  idOf: (event) => ('receiptId' in event ? event.receiptId : heldIdOf(event, 'receipt')),
  row: ({ accountId, receipts }, id) => receiptRow(accountId, receipts.get(id)!),
  told: (event) =>
    event.type === 'ReceiptUnallocated' ? { userId: event.ownerId, values: { payer: event.payer } } : undefined,
}

const receiptRow = (accountId: string, receipt: Receipt) => ({
  account_id: accountId,
  source: receipt.provider,
  reference: receipt.providerReference,
  amount: amountOf(receipt.amount),
  currency: receipt.currency,
  owner_id: receipt.ownerId,
  ...screenedRow(receipt, receipt.bankCheckId),
  status: receipt.status,
  proposal: receipt.proposal?.kind ?? null,
  target_account_id: receipt.proposal?.targetAccountId ?? null,
  allocated_to: receipt.allocatedTo ?? null,
  proposed_by: receipt.proposal?.by ?? null,
  command_hash: receipt.proposal?.commandHash ?? null,
  proposed_at: timestampOf(receipt.proposal?.at),
  approved_by: receipt.approvedBy ?? null,
  ...rupeesRow(receipt),
  ...holdRow(receipt.hold),
})

const RECEIPTS = 'SELECT * FROM payment.unallocated_receipts WHERE partition = $1'
export const OPEN_RECEIPTS_SQL = `${RECEIPTS} AND account_id = ANY ($2::uuid[]) AND status = 'open'`
export const NAMED_RECEIPTS_SQL = `${RECEIPTS} AND id = ANY ($2::uuid[])`

export const receiptOfRow = (row: Row): Receipt => ({
  receiptId: row['id'] as string,
  provider: row['source'] as Receipt['provider'],
  providerReference: row['reference'] as string,
  currency: row['currency'] as string,
  amount: unitsOf(row['amount']),
  ownerId: row['owner_id'] as string,
  bankCheckId: given(row['bank_check_id']),
  ...screenedOfRow(row),
  ...rupeesOfRow(row),
  status: row['status'] as Receipt['status'],
  proposal:
    row['proposal'] === null
      ? undefined
      : {
          kind: row['proposal'] as 'allocate' | 'return',
          targetAccountId: given(row['target_account_id']),
          by: row['proposed_by'] as string,
          commandHash: row['command_hash'] as string,
          at: maybeInstant(row['proposed_at']),
        },
  allocatedTo: given(row['allocated_to']),
  approvedBy: given(row['approved_by']),
  hold: holdOfRow(row),
})
