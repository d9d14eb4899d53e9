import type { PayoutOutcome } from '@filao/contracts'
import { given, timestampOf, type Row } from '@filao/engine'
import type { Payout, Withdrawal } from '@filao/payment'
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
  unitsOf,
  wordOf,
  type RowTable,
  type Told,
} from './rows.store'
import type { PaymentEvent } from '@filao/payment'

export const withdrawalTable: RowTable = {
  table: 'withdrawals',
  columns: [
    ...['user_id', 'account_id', 'bank_account_id', 'amount', 'fee_amount', 'currency', 'status', 'reserved_at'],
    ...[
      'screened_at',
      'client_check_id',
      'holder_check_id',
      'bank_check_id',
      'outstanding_checks',
      'hit_checks',
      'risk_flags',
      'tier',
    ],
    'travel_rule_faults',
    ...['first_approved_by', 'first_approver_senior', 'first_approved_at', 'approved_by', 'approver_senior'],
    ...['command_hash', 'approved_at', 'approval_hash', 'rejected_by', 'flagged_by', 'code', 'resolution_outcome'],
    ...['resolution_by', 'resolution_command_hash', 'resolution_at', 'contradiction_told', 'contradiction_code'],
    ...['contradicted_at', 'contradiction_settled_at', 'end_to_end_id', 'uetr', ...RUPEE_COLUMNS],
    ...['requested_at', 'completed_at', 'credit_id', 'reissued_as', ...HOLD_COLUMNS],
  ],
  sealed: ['destination', 'travel_rule', 'rejection_reason', 'flag_reason', 'resolution_evidence'],
  idOf: (event) =>
    'withdrawalId' in event && event.type !== 'WithdrawalRefused' ? event.withdrawalId : heldIdOf(event, 'withdrawal'),
  row: ({ accountId, withdrawals }, id) => withdrawalRow(accountId, withdrawals.get(id)!),
  told,
}

function told(event: PaymentEvent): Told | undefined {
  switch (event.type) {
    case 'WithdrawalRequested':
      return { userId: event.userId, values: { destination: event.destination, travel_rule: event.travelRule } }
    case 'WithdrawalRejected':
      return { userId: event.userId, values: { rejection_reason: event.reason } }
    case 'WithdrawalFlagged':
      return { userId: event.userId, values: { flag_reason: event.reason } }
    case 'PayoutResolutionProposed':
      return { userId: event.userId, values: { resolution_evidence: event.evidence } }
    default:
      return undefined
  }
}

const senior = (isSenior: boolean | undefined): number | null => (isSenior === undefined ? null : Number(isSenior))

const withdrawalRow = (accountId: string, withdrawal: Withdrawal) => ({
  user_id: withdrawal.userId,
  account_id: accountId,
  bank_account_id: withdrawal.bankAccountId,
  amount: amountOf(withdrawal.amount),
  fee_amount: amountOf(withdrawal.fee),
  currency: withdrawal.currency,
  status: withdrawal.status,
  reserved_at: timestampOf(withdrawal.reservedAt),
  screened_at: timestampOf(withdrawal.screenedAt),
  client_check_id: withdrawal.clientCheckId,
  holder_check_id: withdrawal.holderCheckId,
  bank_check_id: withdrawal.bankCheckId ?? null,
  outstanding_checks: [...withdrawal.outstanding],
  hit_checks: [...withdrawal.hits],
  risk_flags: withdrawal.flags,
  travel_rule_faults: withdrawal.travelRuleFaults,
  tier: withdrawal.tier,
  first_approved_by: withdrawal.firstApproval?.by ?? null,
  first_approver_senior: senior(withdrawal.firstApproval?.isSenior),
  first_approved_at: timestampOf(withdrawal.firstApproval?.at),
  command_hash: (withdrawal.approval ?? withdrawal.firstApproval)?.commandHash ?? null,
  approved_by: withdrawal.approval?.by ?? null,
  approver_senior: senior(withdrawal.approval?.isSenior),
  approved_at: timestampOf(withdrawal.approval?.at),
  approval_hash: withdrawal.approvalHash,
  rejected_by: withdrawal.rejectedBy ?? null,
  flagged_by: withdrawal.flaggedBy ?? null,
  code: withdrawal.code ?? null,
  resolution_outcome: withdrawal.resolution?.outcome ?? null,
  resolution_by: withdrawal.resolution?.by ?? null,
  resolution_command_hash: withdrawal.resolution?.commandHash ?? null,
  resolution_at: timestampOf(withdrawal.resolution?.at),
  contradiction_told: withdrawal.contradiction?.told ?? null,
  contradiction_code: withdrawal.contradiction?.code ?? null,
  contradicted_at: timestampOf(withdrawal.contradiction?.at),
  contradiction_settled_at: timestampOf(withdrawal.contradiction?.settledAt),
  end_to_end_id: withdrawal.endToEndId,
  uetr: withdrawal.uetr,
  ...rupeesRow(withdrawal),
  requested_at: timestampOf(withdrawal.requestedAt),
  completed_at: timestampOf(withdrawal.completedAt),
  credit_id: withdrawal.creditId ?? null,
  reissued_as: withdrawal.reissuedAs ?? null,
  ...holdRow(withdrawal.hold),
})

export const payoutTable: RowTable = {
  table: 'payouts',
  columns: [
    ...['withdrawal_id', 'attempt', 'provider', 'end_to_end_id', 'uetr', 'status', 'provider_reference', 'raw_code'],
    ...['submitted_at', 'settled_at'],
  ],
  sealed: [],
  // Named by its withdrawal: there is one payout of each.
  idOf: (event) => (isOfPayout(event) ? event.withdrawalId : undefined),
  row: ({ withdrawals }, withdrawalId) => payoutRow(withdrawals.get(withdrawalId)!),
}

type PayoutEvent = Extract<
  PaymentEvent,
  {
    type:
      | 'PayoutSubmitted'
      | 'PayoutAccepted'
      | 'PayoutUncertain'
      | 'WithdrawalCompleted'
      | 'WithdrawalFailed'
      | 'PayoutContradictionSettled'
      | 'WithdrawalReturned'
  }
>
const PAYOUT_EVENTS: ReadonlySet<PaymentEvent['type']> = new Set<PayoutEvent['type']>([
  'PayoutSubmitted',
  'PayoutAccepted',
  'PayoutUncertain',
  'WithdrawalCompleted',
  'WithdrawalFailed',
  'PayoutContradictionSettled',
  'WithdrawalReturned',
])
const isOfPayout = (event: PaymentEvent): event is PayoutEvent => PAYOUT_EVENTS.has(event.type)

function payoutRow(withdrawal: Withdrawal) {
  const payout = withdrawal.payout!
  return {
    id: payout.payoutId,
    withdrawal_id: withdrawal.withdrawalId,
    attempt: payout.attempt,
    provider: 'bank',
    end_to_end_id: withdrawal.endToEndId,
    uetr: withdrawal.uetr,
    status: payout.status,
    provider_reference: payout.providerReference ?? null,
    raw_code: payout.code ?? null,
    submitted_at: timestampOf(payout.submittedAt),
    settled_at: timestampOf(payout.settledAt),
  }
}

/** `isLive` and `isContradicted` of the rules, where the database picks rows by them. */
export const IS_LIVE = "status NOT IN ('completed', 'rejected', 'cancelled', 'failed')"
export const IS_CONTRADICTED = 'contradicted_at IS NOT NULL AND contradiction_settled_at IS NULL'

const WITHDRAWALS = `SELECT w.*, p.id AS payout_id, p.attempt, p.status AS payout_status, p.provider_reference, p.raw_code,
  p.submitted_at, p.settled_at
  FROM payment.withdrawals w LEFT JOIN payment.payouts p ON p.partition = w.partition AND p.withdrawal_id = w.id
  WHERE w.partition = $1`
/** What has not ended of these accounts, or stands still although it has. */
export const LIVE_WITHDRAWALS_SQL = `${WITHDRAWALS} AND w.account_id = ANY ($2::uuid[])
  AND (w.${IS_LIVE} OR w.hold_since IS NOT NULL)`
export const NAMED_WITHDRAWALS_SQL = `${WITHDRAWALS} AND w.id = ANY ($2::uuid[])`

export const withdrawalOfRow = (row: Row): Withdrawal => ({
  withdrawalId: row['id'] as string,
  userId: row['user_id'] as string,
  bankAccountId: row['bank_account_id'] as string,
  currency: row['currency'] as string,
  amount: unitsOf(row['amount']),
  fee: unitsOf(row['fee_amount']),
  ...rupeesOfRow(row),
  approvalHash: row['approval_hash'] as string,
  endToEndId: row['end_to_end_id'] as string,
  uetr: row['uetr'] as string,
  tier: row['tier'] as number,
  requestedAt: instantOf(row['requested_at']),
  status: row['status'] as Withdrawal['status'],
  reservedAt: maybeInstant(row['reserved_at']),
  outstanding: new Set(row['outstanding_checks'] as string[]),
  hits: new Set(row['hit_checks'] as string[]),
  clientCheckId: row['client_check_id'] as string,
  holderCheckId: row['holder_check_id'] as string,
  bankCheckId: given(row['bank_check_id']),
  screenedAt: maybeInstant(row['screened_at']),
  flags: [...(row['risk_flags'] as Withdrawal['flags'])],
  travelRuleFaults: row['travel_rule_faults'] as Withdrawal['travelRuleFaults'],
  flaggedBy: given(row['flagged_by']),
  firstApproval: approvalOf(row, 'first_approved_by', 'first_approver_senior', 'first_approved_at'),
  approval: approvalOf(row, 'approved_by', 'approver_senior', 'approved_at'),
  rejectedBy: given(row['rejected_by']),
  code: given(row['code']),
  resolution:
    row['resolution_by'] === null
      ? undefined
      : {
          outcome: row['resolution_outcome'] as PayoutOutcome,
          by: row['resolution_by'] as string,
          commandHash: row['resolution_command_hash'] as string,
          at: maybeInstant(row['resolution_at']),
        },
  payout: row['payout_id'] === null ? undefined : payoutOfRow(row),
  contradiction: contradictionOfRow(row),
  completedAt: maybeInstant(row['completed_at']),
  creditId: given(row['credit_id']),
  reissuedAs: given(row['reissued_as']),
  hold: holdOfRow(row),
})

export const contradictionOfRow = (row: Row): Withdrawal['contradiction'] =>
  row['contradicted_at'] === null
    ? undefined
    : {
        told: row['contradiction_told'] as PayoutOutcome,
        code: given(row['contradiction_code']),
        at: instantOf(row['contradicted_at']),
        settledAt: maybeInstant(row['contradiction_settled_at']),
      }

/** One hash stands for both: two approvals that differ never come to be. */
function approvalOf(row: Row, by: string, isSenior: string, at: string): Withdrawal['approval'] {
  const word = wordOf(row[by], row['command_hash'])
  return word && { ...word, isSenior: row[isSenior] === 1, at: instantOf(row[at]) }
}

const payoutOfRow = (row: Row): Payout => ({
  payoutId: row['payout_id'] as string,
  attempt: row['attempt'] as number,
  submittedAt: instantOf(row['submitted_at']),
  status: row['payout_status'] as Payout['status'],
  providerReference: given(row['provider_reference']),
  code: given(row['raw_code']),
  settledAt: maybeInstant(row['settled_at']),
})
