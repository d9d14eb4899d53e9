import type { PaymentCommand, WalletCommand } from '@filao/contracts'
import { partitionOf, type Reaction } from '@filao/kernel'
import type { ComplianceEvent } from './compliance.events'

/**
 * What a client's accounts may do, told to whoever decides on it: trading and withdrawals are wallet's, which ends the
 * live orders itself behind its restriction, so that none is placed in between; deposits and payouts are payment's.
 */
export function gates(event: ComplianceEvent): readonly Reaction[] {
  switch (event.type) {
    case 'AccountRegistered':
      return event.mode === 'live' ? registered(event) : []
    // A frozen client is not approved, so nothing that a freeze holds is let go here.
    case 'KycApproved':
    case 'KycRenewed':
      return event.accountIds.flatMap(admitted)
    case 'KycRejected':
      return event.wasApproved ? event.accountIds.flatMap(barred) : []
    case 'KycRevoked':
      return event.accountIds.flatMap(barred)
    case 'KycExpired':
      return event.accountIds.flatMap((accountId) =>
        event.ground === 'grace_over' ? [...barred(accountId), overdue(accountId)] : barred(accountId),
      )
    case 'UserStatusRecorded':
      return event.accountIds.map((accountId) => gate(accountId, event.isApproved && event.status === 'active'))
    case 'AccountFrozen':
      return event.accountIds.flatMap(frozen)
    case 'AccountUnfrozen':
      return event.accountIds.flatMap((accountId) => unfrozen(accountId, event.isApproved))
    case 'LimitsResolved':
      return event.accountIds.map((accountId) =>
        toWallet({ type: 'SetAccountLimits', accountId, limits: event.limits }),
      )
    default:
      return []
  }
}

function registered({
  accountId,
  isApproved,
  isFrozen,
}: {
  accountId: string
  isApproved: boolean
  isFrozen: boolean
}) {
  return [...(isApproved ? admitted(accountId) : barred(accountId)), ...(isFrozen ? frozen(accountId) : [])]
}

const admitted = (accountId: string): Reaction[] => [
  toWallet({ type: 'LiftRestriction', accountId, kind: 'kyc' }),
  toWallet({ type: 'LiftRestriction', accountId, kind: 'review_overdue' }),
  gate(accountId, true),
  toPayment({ type: 'ReleasePayouts', accountId }),
]
const barred = (accountId: string): Reaction[] => [
  toWallet({ type: 'RestrictAccount', accountId, kind: 'kyc', scope: 'all' }),
  gate(accountId, false),
  toPayment({ type: 'HoldPayouts', accountId }),
]
const overdue = (accountId: string): Reaction =>
  toWallet({ type: 'RestrictAccount', accountId, kind: 'review_overdue', scope: 'withdrawals' })

const frozen = (accountId: string): Reaction[] => [
  toWallet({ type: 'RestrictAccount', accountId, kind: 'freeze', scope: 'all' }),
  toPayment({ type: 'HoldPayouts', accountId }),
]
const unfrozen = (accountId: string, isApproved: boolean): Reaction[] => [
  toWallet({ type: 'LiftRestriction', accountId, kind: 'freeze' }),
  ...(isApproved ? [toPayment({ type: 'ReleasePayouts', accountId })] : []),
]

const gate = (accountId: string, open: boolean): Reaction => toPayment({ type: 'SetDepositGate', accountId, open })

const toWallet = (command: Extract<WalletCommand, { accountId: string }>): Reaction => ({
  to: 'wallet',
  partition: partitionOf(command.accountId),
  command,
})
const toPayment = (command: Extract<PaymentCommand, { accountId: string }>): Reaction => ({
  to: 'payment',
  partition: partitionOf(command.accountId),
  command,
})
