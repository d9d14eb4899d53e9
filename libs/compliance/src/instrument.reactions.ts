import type { OrderCommand } from '@filao/contracts'
import { partitionOf, type Reaction } from '@filao/kernel'
import type { ComplianceEvent } from './compliance.events'

/** What anybody reads who looks at the instrument: it says nothing of who was found to be whom. */
export const HELD_REASON = 'Trading is halted.'

/** An instrument that is held is traded by nobody: order's book of it is told. */
export function instrumentReactions(event: ComplianceEvent): readonly Reaction[] {
  switch (event.type) {
    case 'InstrumentHeld':
      return [toOrder({ type: 'HoldMarket', assetId: event.assetId, reason: HELD_REASON })]
    case 'InstrumentReleased':
      return [toOrder({ type: 'ReleaseMarket', assetId: event.assetId })]
    default:
      return []
  }
}

const toOrder = (command: Extract<OrderCommand, { type: 'HoldMarket' | 'ReleaseMarket' }>): Reaction => ({
  to: 'order',
  partition: partitionOf(command.assetId),
  command,
})
