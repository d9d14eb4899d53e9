import type { PaymentProvider, PayoutOutcome, Sender, TravelRuleFault } from '@filao/contracts'
import { given, type Queryable, type Row } from '@filao/engine'
import { addWorkingDays, localDay, partitionOf, toTimestamp } from '@filao/kernel'
import { isContradicted, isDepositStranded, isWithdrawalStranded } from '@filao/payment'
import { numericToDecimal } from '@filao/service'
import type { BankAccountView, DepositView, WithdrawalView } from '../http/payment.schemas'
import { openValue, type RowKeys } from '../store/sealed-column.store'
import { contradictionOfRow } from '../store/withdrawal.rows.store'

/** How much of a payment somebody may learn (domain.md 12.2): the client and support, treasury, or compliance. */
export type Sight = 'client' | 'treasury' | 'compliance'

/** An account with its owner. */
export interface Owned {
  readonly userId: string
  readonly accountId: string
  readonly mode: 'live' | 'demo'
}

export interface After {
  readonly at: string
  readonly id: string
}

export async function readAccount(db: Queryable, accountId: string): Promise<Owned | undefined> {
  const { rows } = await db.query({
    name: 'payment_account',
    text: 'SELECT user_id, mode FROM payment.account_view WHERE account_id = $1',
    values: [accountId],
  })
  const row = rows[0]
  return row && { accountId, userId: row['user_id'] as string, mode: row['mode'] as Owned['mode'] }
}

interface List {
  readonly accountId: string | undefined
  readonly statuses: readonly string[] | undefined
  readonly limit: number
  readonly after?: After
}

/** A deposit without what the settings say of it. */
export type StoredDeposit = Omit<DepositView, 'payTo'>

/** Deposits, newest first; one more than the limit. */
export async function readDeposits(db: Queryable, list: List, sight: Sight): Promise<readonly StoredDeposit[]> {
  const { rows } = await db.query({
    text: `SELECT ${DEPOSIT} FROM payment.deposits
      WHERE ($1::uuid IS NULL OR account_id = $1)
        AND ($2::text[] IS NULL OR CASE WHEN $6 AND ${IS_HELD} THEN 'processing' ELSE status::text END = ANY ($2))
        AND ($3::timestamptz IS NULL OR (initiated_at, id) < ($3::timestamptz, $4::uuid))
      ORDER BY initiated_at DESC, id DESC LIMIT $5`,
    values: [...listValues(list), sight === 'client'],
  })
  return rows.map((row) => depositView(row, sight))
}

/** A person is to look at it, or its money lies in suspense. */
const IS_HELD = "(status = 'held' OR (status = 'cleared' AND credited_at IS NULL))"
const DEPOSIT = `*, settlement_date::text AS settles_on, ${IS_HELD} AS is_held`

const listValues = ({ accountId, statuses, after, limit }: List): readonly unknown[] => [
  accountId ?? null,
  statuses ?? null,
  after?.at ?? null,
  after?.id ?? null,
  limit + 1,
]

export async function readDeposit(
  db: Queryable,
  id: string,
  sight: Sight,
): Promise<Payment<StoredDeposit> | undefined> {
  const { rows } = await db.query({
    name: 'payment_deposit',
    text: `SELECT ${DEPOSIT} FROM payment.deposits WHERE partition = $1 AND id = $2`,
    values: [partitionOf(id), id],
  })
  return rows[0] && { ...ownerOf(rows[0]), view: depositView(rows[0], sight) }
}

/** Money that came in, by whom it was sent as far as anybody has told and the key is there. */
export interface Sent {
  readonly provider: PaymentProvider
  readonly payer: Sender
}

export async function readSentDeposit(
  { db, keys }: SealedSource,
  { depositId, userId }: { readonly depositId: string; readonly userId: string },
): Promise<Sent> {
  const { rows } = await db.query({
    name: 'payment_deposit_sent',
    text: 'SELECT provider, payer FROM payment.deposits WHERE partition = $1 AND id = $2',
    values: [partitionOf(depositId), depositId],
  })
  const place = { userId, column: 'payment.deposits.payer' } as const
  const payer = (await openValue<Sender>(keys, place, rows[0]?.['payer'])) ?? {}
  return { provider: rows[0]!['provider'] as PaymentProvider, payer }
}

/** A payment as somebody may see it, with its owner. */
export interface Payment<View> {
  readonly userId: string
  readonly accountId: string
  readonly view: View
}

const ownerOf = (row: Row): { userId: string; accountId: string } => ({
  userId: row['user_id'] as string,
  accountId: row['account_id'] as string,
})

/** Whatever is held is shown to the client as being processed: as any deposit that is looked at. */
function depositView(row: Row, sight: Sight): StoredDeposit {
  const status = row['status'] as DepositView['status']
  const isHidden = sight === 'client' && (row['is_held'] as boolean)
  return {
    id: row['id'] as string,
    accountId: row['account_id'] as string,
    currency: row['currency'] as string,
    amount: numericToDecimal(row['amount'] as string),
    method: row['payment_method'] as DepositView['method'],
    reference: row['payment_reference'] as string,
    paymentLink: row['payment_link'] as string | null,
    status: isHidden ? 'processing' : status,
    receivedAmount: decimal(row['received_amount']),
    fee: decimal(row['fee_amount']),
    settlementDate: row['settles_on'] as string | null,
    murAmount: decimal(row['mur_amount']),
    holdReason: sight === 'compliance' ? (row['hold_reason'] as string | null) : null,
    travelRuleFaults: faultsOf(row, sight),
    proposals: depositProposals(row, sight),
    isStranded: isStranded(row),
    allocatedTo: row['allocated_to'] as string | null,
    initiatedAt: time(row['initiated_at']),
    creditedAt: maybeTime(row['credited_at']),
    expiresAt: time(row['expires_at']),
  }
}

/** What is still waited for. That somebody lets a hold go is compliance's, as its reason is. */
function depositProposals(row: Row, sight: Sight): DepositView['proposals'] {
  if (sight === 'client') return null
  const status = row['status'] as DepositView['status']
  const release = sight === 'compliance' && status === 'held' ? proposalOf(row, 'release_') : null
  const isTreasurys = status === 'processing' || status === 'held' || isStranded(row)
  const refund = isTreasurys ? proposalOf(row, 'refund_') : null
  const allocation = isTreasurys ? proposalOf(row, 'allocation_') : null
  const accountId = row['allocation_target_id'] as string | null
  return [
    ...(release ? [{ action: 'release', accountId: null, ...release } as const] : []),
    ...(refund ? [{ action: 'refund', accountId: null, ...refund } as const] : []),
    ...(allocation ? [{ action: 'allocate', accountId, ...allocation } as const] : []),
  ]
}

const isStranded = (row: Row): boolean =>
  isDepositStranded({ status: row['status'] as DepositView['status'], credit: given(row['credit']) })

/** What the first of two people has said, in columns of one prefix. */
const proposalOf = (row: Row, prefix: '' | 'release_' | 'refund_' | 'allocation_') => {
  const by = row[`${prefix}proposed_by`] as string | null
  const commandHash = row[`${prefix}command_hash`] as string | null
  return by === null || commandHash === null ? null : { by, at: maybeTime(row[`${prefix}proposed_at`]), commandHash }
}

/** Where payments are, and the keys of what is sealed of them. */
export interface SealedSource {
  readonly db: Queryable
  readonly keys: RowKeys
}

/** Withdrawals, newest first; one more than the limit. */
export async function readWithdrawals(
  { db, keys }: SealedSource,
  list: List,
  sight: Sight,
): Promise<readonly WithdrawalView[]> {
  const { rows } = await db.query({
    text: `SELECT * FROM payment.withdrawals
      WHERE ($1::uuid IS NULL OR account_id = $1) AND ($2::text[] IS NULL OR status::text = ANY ($2))
        AND ($3::timestamptz IS NULL OR (requested_at, id) < ($3::timestamptz, $4::uuid))
      ORDER BY requested_at DESC, id DESC LIMIT $5`,
    values: listValues(list),
  })
  return Promise.all(rows.map(async (row) => withdrawalView(row, sight, await resolutionOf(row, sight, keys))))
}

/** With its owner, and whether wallet has answered. */
export interface KnownWithdrawal extends Payment<WithdrawalView> {
  readonly isReserved: boolean
}

export async function readWithdrawal(
  { db, keys }: SealedSource,
  id: string,
  sight: Sight,
): Promise<KnownWithdrawal | undefined> {
  const { rows } = await db.query({
    name: 'payment_withdrawal',
    text: 'SELECT * FROM payment.withdrawals WHERE partition = $1 AND id = $2',
    values: [partitionOf(id), id],
  })
  const row = rows[0]
  return (
    row && {
      ...ownerOf(row),
      view: withdrawalView(row, sight, await resolutionOf(row, sight, keys)),
      isReserved: row['reserved_at'] !== null,
    }
  )
}

/** What is flagged is shown to the client as being reviewed, with the same words and the same estimate. */
function withdrawalView(row: Row, sight: Sight, resolution: Resolution): WithdrawalView {
  const status = row['status'] as WithdrawalView['status']
  const isFlagged = status === 'flagged'
  const hasReason = status === 'rejected' || status === 'failed'
  return {
    id: row['id'] as string,
    accountId: row['account_id'] as string,
    bankAccountId: row['bank_account_id'] as string,
    currency: row['currency'] as string,
    amount: numericToDecimal(row['amount'] as string),
    fee: numericToDecimal(row['fee_amount'] as string),
    status: isFlagged && sight === 'client' ? 'admin_review' : status,
    reason: hasReason ? (row['code'] as string | null) : null,
    murAmount: decimal(row['mur_amount']),
    requestedAt: time(row['requested_at']),
    estimatedCompletion: addWorkingDays(localDay((row['requested_at'] as Date).getTime()), ESTIMATE_DAYS),
    completedAt: maybeTime(row['completed_at']),
    isStranded: isWithdrawalStranded({
      status,
      creditId: given(row['credit_id']),
      reissuedAs: given(row['reissued_as']),
    }),
    reissuedAs: row['reissued_as'] as string | null,
    review:
      sight === 'client'
        ? null
        : {
            tier: row['tier'] as number,
            approvalHash: row['approval_hash'] as string,
            commandHash: row['command_hash'] as string | null,
            firstApprovedBy: row['first_approved_by'] as string | null,
            firstApprovedAt: maybeTime(row['first_approved_at']),
            approvedBy: row['approved_by'] as string | null,
            approvedAt: maybeTime(row['approved_at']),
            resolution,
            contradiction: contradictionOf(row),
            riskFlags: sight === 'compliance' ? (row['risk_flags'] as string[]) : null,
            travelRuleFaults: faultsOf(row, sight),
          },
  }
}

function contradictionOf(row: Row): NonNullable<WithdrawalView['review']>['contradiction'] {
  const contradiction = contradictionOfRow(row)
  if (!contradiction || !isContradicted({ contradiction })) return null
  const { told, code, at } = contradiction
  return { told, code: code ?? null, at: toTimestamp(at) }
}

/** What has become of a payout, as the first of two people says; open while it is on its way, or contradicted. */
async function resolutionOf(row: Row, sight: Sight, keys: RowKeys): Promise<Resolution> {
  const isOpen = row['status'] === 'processing' || contradictionOf(row) !== null
  if (sight === 'client' || !isOpen || row['resolution_by'] === null) return null
  const place = { userId: row['user_id'] as string, column: 'payment.withdrawals.resolution_evidence' } as const
  return {
    outcome: row['resolution_outcome'] as PayoutOutcome,
    evidence: (await openValue<string>(keys, place, row['resolution_evidence'])) ?? null,
    by: row['resolution_by'] as string,
    at: maybeTime(row['resolution_at']),
    commandHash: row['resolution_command_hash'] as string,
  }
}
type Resolution = NonNullable<WithdrawalView['review']>['resolution']

const ESTIMATE_DAYS = 5

const faultsOf = (row: Row, sight: Sight): DepositView['travelRuleFaults'] =>
  sight === 'compliance' ? (row['travel_rule_faults'] as TravelRuleFault[]) : null

export async function readBankAccounts(
  db: Queryable,
  accountId: string,
  sight: Sight,
): Promise<readonly BankAccountView[]> {
  const { rows } = await db.query({
    name: 'payment_bank_accounts',
    text: `SELECT * FROM payment.bank_accounts WHERE partition = $1 AND account_id = $2 AND status <> 'removed'
      ORDER BY added_at DESC, id DESC`,
    values: [partitionOf(accountId), accountId],
  })
  return rows.map((row) => bankAccountView(row, sight))
}

/** One bank account as it stands, with what is sealed of it. */
export interface KnownBankAccount extends Payment<BankAccountView> {
  readonly destination: unknown
  readonly fingerprint: string
}

export async function readBankAccount(db: Queryable, id: string, sight: Sight): Promise<KnownBankAccount | undefined> {
  const { rows } = await db.query({
    name: 'payment_bank_account',
    text: 'SELECT * FROM payment.bank_accounts WHERE partition = $1 AND id = $2',
    values: [partitionOf(id), id],
  })
  const row = rows[0]
  return (
    row && {
      ...ownerOf(row),
      view: bankAccountView(row, sight),
      destination: row['destination'],
      fingerprint: row['fingerprint'] as string,
    }
  )
}

/** That somebody speaks for it tells that its name did not: that is compliance's to know. */
const bankAccountView = (row: Row, sight: Sight): BankAccountView => ({
  id: row['id'] as string,
  accountId: row['account_id'] as string,
  country: row['country'] as string,
  currency: row['currency'] as string,
  last4: row['last4'] as string,
  status: row['status'] as BankAccountView['status'],
  proposal: sight === 'compliance' && row['status'] === 'pending_verification' ? proposalOf(row, '') : null,
  addedAt: time(row['added_at']),
  verifiedAt: maybeTime(row['verified_at']),
  usableFrom: maybeTime(row['usable_from']),
})

const decimal = (value: unknown): string | null => (value === null ? null : numericToDecimal(value as string))
export const time = (value: unknown): string => (value as Date).toISOString()
export const maybeTime = (value: unknown): string | null => (value === null ? null : time(value))
