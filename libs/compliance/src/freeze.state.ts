import type { FreezeReason, FreezeStatus, Personal } from '@filao/contracts'
import type { Id, Instant } from '@filao/kernel'
import type { EventOf } from './compliance.events'

/** Why nothing of a client's moves. */
export interface Freeze {
  readonly freezeId: Id
  reason: Personal<FreezeReason>
  readonly reference: EventOf<'FreezeApplied'>['reference']
  status: FreezeStatus
  readonly appliedBy?: Id | undefined
  readonly appliedAt: Instant
  authorityReference?: EventOf<'FreezeLiftProposed'>['authorityReference']
  documentHash?: string | undefined
  liftProposedBy?: Id | undefined
  /** Of what the first of the two has said. */
  commandHash?: string | undefined
  /** True when the first of the two acted as MLRO. */
  liftProposedAsMlro?: boolean | undefined
  liftedBy?: Id | undefined
  liftedAt?: Instant | undefined
}

/** By {@link Freeze.freezeId}. */
export type Freezes = Map<Id, Freeze>

export const isActive = ({ status }: Freeze): boolean => status === 'active'

/** True while any freeze of the client is in force. */
export const isFrozen = ({ freezes }: { readonly freezes: Freezes }): boolean => [...freezes.values()].some(isActive)

type FreezeEvent = EventOf<'FreezeConfirmed' | 'FreezeLiftProposed' | 'FreezeLifted'>

export const appliedFreeze = (event: EventOf<'FreezeApplied'>, at: Instant): Freeze => ({
  freezeId: event.freezeId,
  reason: event.reason,
  reference: event.reference,
  status: 'active',
  appliedBy: event.by,
  appliedAt: at,
})

/** Changes a freeze in place. */
export function evolveFreeze(freeze: Freeze, event: FreezeEvent, at: Instant): void {
  switch (event.type) {
    case 'FreezeConfirmed':
      freeze.reason = 'confirmed_match'
      // What was proposed for a provisional match says nothing about a confirmed one.
      freeze.liftProposedBy = undefined
      freeze.commandHash = undefined
      freeze.liftProposedAsMlro = undefined
      break
    case 'FreezeLiftProposed':
      freeze.authorityReference = event.authorityReference
      freeze.documentHash = event.documentHash
      freeze.liftProposedBy = event.proposedBy
      freeze.commandHash = event.commandHash
      freeze.liftProposedAsMlro = event.asMlro
      break
    case 'FreezeLifted':
      freeze.status = 'lifted'
      freeze.liftedBy = event.liftedBy
      freeze.liftedAt = at
      break
  }
}
