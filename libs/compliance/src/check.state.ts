import type { Id, Instant } from '@filao/kernel'
import type { EventOf } from './compliance.events'

type Requested = EventOf<'AmlCheckRequested'>

/** A screening of somebody who stands behind a client, a payment or a bank account. */
export interface Check extends Omit<Requested, 'type' | 'ownerId'> {
  status: 'requested'
  readonly requestedAt: Instant
}

export const requested = ({ type: _, ownerId: __, ...asked }: Requested, at: Instant): Check => ({
  ...asked,
  status: 'requested',
  requestedAt: at,
})

/** By {@link Check.checkId}. */
export type Checks = Map<Id, Check>
