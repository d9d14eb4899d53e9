import type { ComplianceCommand, IdentityCommand, OrderCommand, PaymentCommand } from '@filao/contracts'
import { partitionOf, startOfDay, type Moment, type Reaction, type TimerChange } from '@filao/kernel'
import type { WalletCommand } from './wallet.commands'
import type { AccountRestricted, FundsReserved, LegSettled, ReservationRefused, WalletEvent } from './wallet.events'
import { isUnsettled } from './account.state'

/**
 * Event → commands for other services: every answer that an order, a payment or a closure waits for, and the end of
 * live orders.
 */
export function reactions(event: WalletEvent): readonly Reaction[] {
  switch (event.type) {
    case 'FundsReserved':
      return event.purpose === 'withdrawal' ? toPayment(reserved(event)) : toOrder(confirmation(event))
    case 'ReservationIncreased': {
      const { reservationId: orderId, assetId, amendmentId } = event
      return toOrder(assetId ? { type: 'ConfirmAmend', orderId, assetId, amendmentId } : undefined)
    }
    case 'ReservationRefused':
      return event.purpose === 'withdrawal' ? toPayment(unreserved(event)) : toOrder(rejection(event))
    case 'PayoutCleared':
      return toPayment({ type: 'SubmitPayout', withdrawalId: event.reservationId, accountId: event.accountId })
    case 'PayoutRefused': {
      const { reservationId: withdrawalId, accountId, reason } = event
      return toPayment({ type: 'RefusePayout', withdrawalId, accountId, reason })
    }
    case 'DepositCredited':
      return toPayment({
        type: 'RecordCredit',
        creditId: event.creditId,
        accountId: event.accountId,
        outcome: 'credited',
      })
    case 'CreditSuspended':
      return toPayment({
        type: 'RecordCredit',
        creditId: event.creditId,
        accountId: event.accountId,
        outcome: event.accountClosed ? 'stranded' : 'suspended',
      })
    case 'SuspenseReleased': {
      const { creditId, accountId, to } = event
      return to === 'account' ? toPayment({ type: 'RecordCredit', creditId, accountId, outcome: 'credited' }) : []
    }
    case 'LegSettled':
      return toOrder(legRecord(event))
    case 'WalletsOpened': {
      const { userId, accountId, mode } = event
      return [toCompliance({ type: 'RegisterAccount', userId, accountId, mode })]
    }
    case 'AccountRestricted':
      return cancelOrders(event)
    case 'AccountClosed':
      return [toIdentity({ type: 'ConfirmClosure', userId: event.userId, accountId: event.accountId })]
    case 'AccountClosureRefused': {
      const { userId, accountId, reason } = event
      return [toIdentity({ type: 'RefuseClosure', userId, accountId, reason })]
    }
    default:
      return []
  }
}

/** Proceeds mature with the beginning of their settlement day. One timer for all sales of an account that fall on it. */
export function timers(event: WalletEvent, { now }: Moment): readonly TimerChange<WalletCommand>[] {
  if (event.type !== 'LegSettled' || !isUnsettled(event, now)) return []
  const { accountId, currency, settlementDate: maturesOn } = event
  const command = { type: 'MatureProceeds', accountId, currency, maturesOn } as const
  return [{ set: `maturity:${accountId}:${currency}:${maturesOn}`, dueAt: startOfDay(maturesOn), command }]
}

type OnBook = Extract<OrderCommand, { assetId: string }>

function confirmation({ reservationId: orderId, assetId }: FundsReserved): OnBook | undefined {
  return assetId ? { type: 'ConfirmOrder', orderId, assetId } : undefined
}

function rejection(event: ReservationRefused): OnBook | undefined {
  const { reservationId: orderId, assetId, amendmentId, reason } = event
  if (!assetId) return undefined
  return amendmentId
    ? { type: 'RejectAmend', orderId, assetId, amendmentId, reason }
    : { type: 'RejectOrder', orderId, assetId, reason }
}

const reserved = ({ reservationId: withdrawalId, accountId }: FundsReserved): ToPayment => ({
  type: 'ConfirmReservation',
  withdrawalId,
  accountId,
})

const unreserved = ({ reservationId: withdrawalId, accountId, reason }: ReservationRefused): ToPayment => ({
  type: 'RefuseReservation',
  withdrawalId,
  accountId,
  reason,
})

const legRecord = ({ reservationId: orderId, assetId, tradeId, side }: LegSettled): OnBook => ({
  type: 'RecordLegSettled',
  orderId,
  assetId,
  tradeId,
  side,
})

/** Why an order ends by a restriction. Of a freeze the client learns no more than of any review. */
const CLOSE_REASON = {
  freeze: 'under_review',
  kyc: 'kyc_revoked',
  suspension: 'account_not_active',
  review_overdue: 'under_review',
} as const satisfies Record<AccountRestricted['kind'], string>

/**
 * Sent from here and not by whoever restricts: what was reserved before the restriction belongs to an order that was
 * placed before this command, and is closed by it; what comes after is refused. So no order slips between the two. An
 * account that could not trade before, as it is new or restricted already, has no order that is not closed by then.
 */
function cancelOrders({ accountId, kind, endsTrading }: AccountRestricted): readonly Reaction[] {
  if (!endsTrading) return []
  const command: OrderCommand = { type: 'CancelAccountOrders', accountId, reason: CLOSE_REASON[kind] }
  return [{ to: 'order', partition: 'every', command }]
}

const toIdentity = (command: Extract<IdentityCommand, { userId: string }>): Reaction => ({
  to: 'identity',
  partition: partitionOf(command.userId),
  command,
})

const toCompliance = (command: Extract<ComplianceCommand, { userId: string }>): Reaction => ({
  to: 'compliance',
  partition: partitionOf(command.userId),
  command,
})

type ToPayment = Extract<
  PaymentCommand,
  { type: 'ConfirmReservation' | 'RefuseReservation' | 'SubmitPayout' | 'RefusePayout' | 'RecordCredit' }
>
const toPayment = (command: ToPayment): readonly Reaction[] => [
  { to: 'payment', partition: partitionOf(command.accountId), command },
]

/** An order lives with its instrument. */
const toOrder = (command: OnBook | undefined): readonly Reaction[] =>
  command ? [{ to: 'order', partition: partitionOf(command.assetId), command }] : []
