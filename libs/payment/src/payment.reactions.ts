import type { ComplianceCommand, Personal, ScreenedKind, WalletCommand } from '@filao/contracts'
import { isSealed } from '@filao/contracts'
import {
  assert,
  partitionOf,
  startOfDay,
  type Instant,
  type Moment,
  type Reaction,
  type TimerChange,
} from '@filao/kernel'
import { ZERO } from '@filao/money'
import { activityReactions } from './activity.reactions'
import type { PaymentCommand } from './payment.commands'
import type {
  BankAccountAdded,
  DepositAllocated,
  DepositReceived,
  PaymentEvent,
  ReceiptAllocated,
  ReceiptUnallocated,
  WithdrawalRequested,
} from './payment.events'

/** How long a withdrawal waits for wallet's answer. */
export const RESERVATION_WAIT_MS = 30_000
/** When wallet is asked again after it has kept a payout back. */
export const CLEARING_RETRY_MS = 60_000

/** Event → commands for wallet and compliance: what is reserved, posted and screened, and whom the client deals with. */
export const reactions = (event: PaymentEvent): readonly Reaction[] => [
  ...moneyReactions(event),
  ...activityReactions(event),
]

function moneyReactions(event: PaymentEvent): readonly Reaction[] {
  switch (event.type) {
    case 'DepositReceived':
      return [
        check(event, { subjectKind: 'deposit_payer', subjectId: event.depositId, name: payerName(event) }),
        ...bankCheck(event, { subjectKind: 'payer_bank', subjectId: event.depositId, party: event.payer }),
      ]
    case 'DepositCleared': {
      const { depositId: creditId, accountId, currency, gross, fee, rate, murAmount } = event
      return toWallet({ type: 'CreditDeposit', creditId, accountId, currency, gross, fee, rate, murAmount })
    }
    case 'DepositChargedBack': {
      const { depositId: creditId, accountId, currency, amount, rate, murAmount } = event
      return toWallet({ type: 'PostChargeback', creditId, accountId, currency, amount, rate, murAmount })
    }
    case 'ReceiptUnallocated': {
      // Booked where the receipt lives, under its own id: it is nobody's.
      const { receiptId, currency, amount, rate, murAmount } = event
      const named = { creditId: receiptId, accountId: receiptId }
      return [
        ...toWallet({ type: 'RecordReceipt', ...named, currency, amount, rate, murAmount }),
        ...senderChecks(event),
      ]
    }
    case 'DepositRefunded':
      return event.wasStranded ? outOfSuspense(event.depositId, event.accountId) : []
    case 'DepositAllocated': {
      const { depositId: sourceId, targetDepositId: depositId } = event
      return [...outOfSuspense(sourceId, event.accountId), toTarget(event, { sourceId, depositId })]
    }
    case 'ReceiptAllocated': {
      const { receiptId: sourceId, depositId } = event
      return [...outOfSuspense(sourceId), toTarget(event, { sourceId, depositId })]
    }
    case 'ReceiptReturned':
    case 'ReceiptChargedBack':
      return outOfSuspense(event.receiptId)
    case 'PayoutsReleased':
      return (event.suspended ?? []).flatMap((creditId) =>
        toWallet({ type: 'ReleaseSuspense', creditId, accountId: event.accountId, to: 'account' }),
      )
    case 'BankAccountAdded':
      return [
        check(event, { subjectKind: 'bank_account', subjectId: event.bankAccountId, name: holderName(event) }),
        ...bankCheck(event, {
          subjectKind: 'account_bank',
          subjectId: event.bankAccountId,
          party: event.destination,
        }),
      ]
    case 'WithdrawalRequested':
      return requested(event)
    case 'WithdrawalApproved':
    case 'ClearingRequested': {
      const { withdrawalId: reservationId, accountId } = event
      return toWallet({ type: 'ClearPayout', reservationId, accountId })
    }
    case 'WithdrawalCompleted': {
      const { withdrawalId: reservationId, accountId, creditId, currency, paid, fee, rate, murAmount } = event
      if (creditId !== undefined) return outOfSuspense(creditId, accountId)
      return toWallet({ type: 'PostPayout', reservationId, accountId, currency, paid, fee, rate, murAmount })
    }
    // What was never reserved leaves a tombstone, so that a reservation on its way does not come to life.
    case 'WithdrawalRejected':
    case 'WithdrawalCancelled':
    case 'WithdrawalFailed': {
      const { withdrawalId: reservationId, accountId } = event
      return toWallet({ type: 'ReleaseReservation', reservationId, accountId, legs: 0, drawn: ZERO })
    }
    case 'PayoutContradictionSettled':
      return event.creditId === undefined ? [] : outOfSuspense(event.creditId, event.accountId)
    case 'WithdrawalReturned': {
      const { withdrawalId: creditId, accountId, currency, amount: gross, rate, murAmount } = event
      return toWallet({ type: 'CreditDeposit', creditId, accountId, currency, gross, fee: ZERO, rate, murAmount })
    }
    default:
      return []
  }
}

/** What a payment waits for: the settlement day, an answer of wallet, the end of an offer. */
export function timers(event: PaymentEvent, { now }: Moment): readonly TimerChange<PaymentCommand>[] {
  switch (event.type) {
    case 'DepositInitiated': {
      const { depositId, accountId, expiresAt } = event
      return [set(`expiry:${depositId}`, expiresAt, { type: 'ExpireDeposit', depositId, accountId })]
    }
    case 'DepositReceived': {
      const { depositId, accountId, settlesOn } = event
      const due = { type: 'ClearDeposit', depositId, accountId } as const
      const settlement = startOfDay(settlesOn)
      return [
        { clear: `expiry:${depositId}` },
        ...(settlement > now ? [set(`settlement:${depositId}`, settlement, due)] : []),
      ]
    }
    case 'WithdrawalRequested': {
      const { withdrawalId, accountId, creditId } = event
      if (creditId !== undefined) return []
      const due = { type: 'TimeOutReservation', withdrawalId, accountId } as const
      return [set(`reservation:${withdrawalId}`, now + RESERVATION_WAIT_MS, due)]
    }
    case 'WithdrawalReserved':
      return [{ clear: `reservation:${event.withdrawalId}` }]
    case 'PayoutDeferred': {
      const { withdrawalId, accountId } = event
      const due = { type: 'RequestClearing', withdrawalId, accountId } as const
      return [set(`clearing:${withdrawalId}`, now + CLEARING_RETRY_MS, due)]
    }
    default:
      return []
  }
}

const set = (id: string, dueAt: Instant, command: PaymentCommand): TimerChange<PaymentCommand> => ({
  set: id,
  dueAt,
  command,
})

/** The names travel with the request, and stand in no state: so both are screened while wallet reserves. */
function requested(event: WithdrawalRequested): readonly Reaction[] {
  const { withdrawalId, creditId, clientCheckId, holderCheckId } = event
  assert(!isSealed(event.clientName) && !isSealed(event.destination), 'who is paid is known when it is asked for')
  const subject = { subjectKind: 'withdrawal', subjectId: withdrawalId } as const
  return [
    ...(creditId === undefined ? reserve(event) : []),
    check(
      { ...event, checkId: clientCheckId },
      { subjectKind: 'client', subjectId: event.userId, name: event.clientName },
    ),
    check({ ...event, checkId: holderCheckId }, { ...subject, name: event.destination.holderName }),
    ...bankCheck(event, { subjectKind: 'payee_bank', subjectId: withdrawalId, party: event.destination }),
  ]
}

const reserve = ({ withdrawalId, accountId, currency, amount }: WithdrawalRequested): readonly Reaction[] =>
  toWallet({
    type: 'ReserveFunds',
    reservationId: withdrawalId,
    accountId,
    mode: 'live',
    purpose: 'withdrawal',
    asset: currency,
    amount,
    value: amount,
    currency,
  })

function payerName({ payer }: DepositReceived): string {
  assert(!isSealed(payer), 'who has paid is known when it is received')
  return payer.name
}

function holderName({ destination }: BankAccountAdded): string {
  assert(!isSealed(destination), 'whose account it is is known when it is added')
  return destination.holderName
}

/** The account is named as the reference: the answer finds its way by it, and its place by the check's own id. */
function check(
  { userId, accountId, checkId }: { readonly userId: string; readonly accountId: string; readonly checkId: string },
  subject: {
    readonly subjectKind: ScreenedKind
    readonly subjectId: string
    readonly name: string
  },
): Reaction {
  const { subjectKind, subjectId, name } = subject
  const command: ComplianceCommand = {
    type: 'RequestCheck',
    checkId,
    ownerId: userId,
    subjectKind,
    subjectId,
    names: [name],
    referenceId: accountId,
    trigger: 'transaction',
  }
  return { to: 'compliance', partition: partitionOf(userId), command }
}

/** Who has sent money of nobody: whoever is named has a check, which lives with the client or with the receipt itself. */
function senderChecks(event: ReceiptUnallocated): readonly Reaction[] {
  const { receiptId: subjectId, ownerId: userId, accountId, checkId, bankCheckId, payer: party } = event
  const name = isSealed(party) ? undefined : party.name
  assert((name === undefined) === (checkId === undefined), 'whoever is asked about is named')
  const about = { userId, accountId }
  return [
    ...(checkId === undefined || name === undefined
      ? []
      : [check({ ...about, checkId }, { subjectKind: 'deposit_payer', subjectId, name })]),
    ...bankCheck({ ...about, bankCheckId }, { subjectKind: 'payer_bank', subjectId, party }),
  ]
}

/** The bank at the other end, where it is named, is screened as whoever is at it (regulation SAN-1). */
function bankCheck(
  event: { readonly userId: string; readonly accountId: string; readonly bankCheckId?: string | undefined },
  {
    party,
    ...subject
  }: {
    readonly subjectKind: ScreenedKind
    readonly subjectId: string
    readonly party: Personal<{ readonly bankName?: string | undefined }>
  },
): readonly Reaction[] {
  const { userId, accountId, bankCheckId: checkId } = event
  if (checkId === undefined) return []
  const name = isSealed(party) ? undefined : party.bankName
  assert(name !== undefined, 'a bank that is screened is named')
  return [check({ userId, accountId, checkId }, { ...subject, name })]
}

/**
 * Money leaves suspense by the bank's side: it goes back, or is posted where its account lives. That of nobody is booked
 * under its own id, what is stranded with the account that is closed.
 */
const outOfSuspense = (creditId: string, accountId = creditId): readonly Reaction[] =>
  toWallet({ type: 'ReleaseSuspense', creditId, accountId, to: 'bank' })

function toTarget(
  event: ReceiptAllocated | DepositAllocated,
  { sourceId, depositId }: { readonly sourceId: string; readonly depositId: string },
): Reaction {
  const { targetAccountId: accountId, userId, provider, providerReference, reference } = event
  const { currency, amount, payer, checkId, rate, travelRule, travelRuleTerms } = event
  assert(!isSealed(payer), 'whose money it is is known when it is allocated')
  const command: PaymentCommand = {
    type: 'ReceiveAllocation',
    depositId,
    accountId,
    userId,
    sourceId,
    provider,
    providerReference,
    reference,
    currency,
    amount,
    payer,
    checkId,
    travelRule,
    travelRuleTerms,
    rate,
  }
  return { to: 'payment', partition: partitionOf(accountId), command }
}

const toWallet = (command: Extract<WalletCommand, { readonly accountId: string }>): readonly Reaction[] => [
  { to: 'wallet', partition: partitionOf(command.accountId), command },
]
