import type { OrderCommand } from '@filao/contracts'
import { partitionOf, type Moment, type Reaction, type TimerChange } from '@filao/kernel'
import { startOfDay } from './business-day.state'
import type { WalletCommand } from './wallet.commands'
import type { FundsReserved, LegSettled, ReservationRefused, WalletEvent } from './wallet.events'
import { isUnsettled } from './account.state'

/** Event → commands for other services: every answer that an order waits for. */
export function reactions(event: WalletEvent): readonly Reaction[] {
  switch (event.type) {
    case 'FundsReserved':
      return toOrder(confirmation(event))
    case 'ReservationIncreased': {
      const { reservationId: orderId, assetId, amendmentId } = event
      return toOrder(assetId ? { type: 'ConfirmAmend', orderId, assetId, amendmentId } : undefined)
    }
    case 'ReservationRefused':
      return toOrder(rejection(event))
    case 'LegSettled':
      return toOrder(legRecord(event))
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

function confirmation({ purpose, reservationId: orderId, assetId }: FundsReserved): OrderCommand | undefined {
  if (purpose === 'withdrawal' || !assetId) return undefined
  return { type: 'ConfirmOrder', orderId, assetId }
}

function rejection(event: ReservationRefused): OrderCommand | undefined {
  const { purpose, reservationId: orderId, assetId, amendmentId, reason } = event
  if (purpose === 'withdrawal' || !assetId) return undefined
  return amendmentId
    ? { type: 'RejectAmend', orderId, assetId, amendmentId, reason }
    : { type: 'RejectOrder', orderId, assetId, reason }
}

const legRecord = ({ reservationId: orderId, assetId, tradeId, side }: LegSettled): OrderCommand => ({
  type: 'RecordLegSettled',
  orderId,
  assetId,
  tradeId,
  side,
})

/** An order lives with its instrument. */
const toOrder = (command: OrderCommand | undefined): readonly Reaction[] =>
  command ? [{ to: 'order', partition: partitionOf(command.assetId), command }] : []
