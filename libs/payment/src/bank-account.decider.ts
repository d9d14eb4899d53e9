import { commandHash, judgeWord, type Moment } from '@filao/kernel'
import type { PaymentAccount } from './account.state'
import type { BankAccount } from './bank-account.state'
import { NAME_SCORE_MIN } from './deposit.decider'
import type { AddBankAccount, RejectBankAccount, RemoveBankAccount, VerifyBankAccount } from './payment.commands'
import type { BankAccountVerified } from './payment.events'
import { refuse, type PaymentDecision } from './payment.refusals'
import { bankCheckFor, isLast, isNews, screeningOf } from './screening.state'
import { isLive } from './withdrawal.state'

/** Bank accounts that one account may have at a time. */
export const BANK_ACCOUNTS_MAX = 5
const HOUR_MS = 3_600_000

export function addBankAccount(command: AddBankAccount, account: PaymentAccount): PaymentDecision {
  const { type: _, mode, steppedUp, ...content } = command
  const known = account.bankAccounts.get(command.bankAccountId)
  if (known) return known.fingerprint === command.fingerprint ? [] : refuse('idempotency_mismatch')
  if (mode === 'demo') return refuse('demo_account')
  if (!steppedUp) return refuse('step_up_required')
  const kept = [...account.bankAccounts.values()].filter(({ status }) => status !== 'removed' && status !== 'rejected')
  if (kept.some(({ fingerprint }) => fingerprint === command.fingerprint)) return refuse('bank_account_exists')
  if (kept.length >= BANK_ACCOUNTS_MAX) return refuse('bank_account_limit')
  return [{ type: 'BankAccountAdded', ...content, ...bankCheckFor(content.destination, content.checkId) }]
}

/** Screened clear and held by the client's own name it is verified at once; else two people have to look at it. */
export function screenBankAccount(
  known: BankAccount,
  { accountId, checkId, outcome }: { accountId: string; checkId: string; outcome: 'clear' | 'other' },
  { now }: Moment,
): PaymentDecision {
  const { bankAccountId, status, nameScore } = known
  if (status !== 'pending_verification' || !isNews(known, { checkId, outcome })) return []
  const screened = { type: 'BankAccountScreened', bankAccountId, accountId, checkId, outcome } as const
  if (outcome === 'other' || !isLast(known, checkId) || nameScore < NAME_SCORE_MIN) return [screened]
  return [screened, verified(known, accountId, { verification: 'name_match', now })]
}

const verified = (
  { bankAccountId, coolingOffHours }: BankAccount,
  accountId: string,
  by: {
    readonly now: number
  } & Pick<BankAccountVerified, 'verification' | 'commandHash' | 'proposedBy' | 'verifiedBy'>,
): BankAccountVerified => {
  const { now, ...how } = by
  const usableFrom = now + coolingOffHours * HOUR_MS
  return { type: 'BankAccountVerified', bankAccountId, accountId, ...how, usableFrom }
}

export function verifyBankAccount(
  command: VerifyBankAccount,
  account: PaymentAccount,
  { now }: Moment,
): PaymentDecision {
  const { bankAccountId, accountId, verifiedBy, verification } = command
  const known = account.bankAccounts.get(bankAccountId)
  if (!known || known.status === 'removed') return refuse('bank_account_unknown')
  if (known.status === 'verified') return known.verifiedBy === verifiedBy ? [] : refuse('already_closed')
  if (known.status === 'rejected') return refuse('already_closed')
  const hash = commandHash({ command: 'VerifyBankAccount', bankAccountId, accountId, verification })
  const { proposedBy } = known
  const first = { by: proposedBy, commandHash: known.commandHash }
  const verdict = judgeWord({ by: verifiedBy, commandHash: hash }, first, known.userId)
  if (verdict === 'owner') return refuse('same_approver')
  if (screeningOf(known) !== 'clear') return refuse('hit_open')
  if (verdict === 'same_approver') return refuse('same_approver')
  const how = { verification, commandHash: hash }
  return verdict === 'second'
    ? [verified(known, accountId, { ...how, proposedBy, verifiedBy, now })]
    : [{ type: 'BankAccountVerificationProposed', bankAccountId, accountId, ...how, proposedBy: verifiedBy }]
}

export function rejectBankAccount(
  { bankAccountId, accountId, rejectedBy }: RejectBankAccount,
  account: PaymentAccount,
): PaymentDecision {
  const known = account.bankAccounts.get(bankAccountId)
  if (!known || known.status === 'removed') return refuse('bank_account_unknown')
  if (known.status === 'rejected') return []
  if (known.status === 'verified') return refuse('already_closed')
  return [{ type: 'BankAccountRejected', bankAccountId, accountId, rejectedBy }]
}

export function removeBankAccount(
  { bankAccountId, accountId }: RemoveBankAccount,
  account: PaymentAccount,
): PaymentDecision {
  const known = account.bankAccounts.get(bankAccountId)
  if (!known) return refuse('bank_account_unknown')
  if (known.status === 'removed') return []
  const isPaidTo = [...account.withdrawals.values()].some(
    (withdrawal) => withdrawal.bankAccountId === bankAccountId && isLive(withdrawal),
  )
  if (isPaidTo) return refuse('withdrawal_in_flight')
  return [{ type: 'BankAccountRemoved', bankAccountId, accountId }]
}
