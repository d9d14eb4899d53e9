import { isSealed, type AlertStatus } from '@filao/contracts'
import type { Id, Instant } from '@filao/kernel'
import type { EventOf } from './compliance.events'

type Raised = EventOf<'AlertRaised'>

/** Something that a person has to look at. */
export interface Alert extends Omit<Raised, 'type' | 'ownerId'> {
  status: AlertStatus
  readonly raisedAt: Instant
  assignedTo?: Id | undefined
  proposedBy?: Id | undefined
  /** Of what the first person has said. */
  commandHash?: string | undefined
  decidedBy?: Id | undefined
  /** What the first person, and then the second, has written. */
  reason?: EventOf<'AlertClearProposed'>['reason'] | undefined
  outcome?: EventOf<'AlertClosed'>['outcome'] | undefined
}

/** By {@link Alert.alertId}. */
export type Alerts = Map<Id, Alert>

export const raisedAlert = ({ type: _, ownerId: __, ...raised }: Raised, at: Instant): Alert => ({
  ...raised,
  status: 'open',
  raisedAt: at,
})

export const isClosed = ({ status }: Alert): boolean => status === 'cleared' || status === 'escalated'

type AlertEvent = EventOf<'AlertAssigned' | 'AlertClearProposed' | 'AlertClearRejected' | 'AlertClosed'>

/** Changes an alert in place. */
export function evolveAlert(alert: Alert, event: AlertEvent): void {
  switch (event.type) {
    case 'AlertAssigned':
      alert.status = 'assigned'
      alert.assignedTo = event.assignedTo
      break
    case 'AlertClearProposed':
      alert.status = 'clear_proposed'
      alert.proposedBy = event.proposedBy
      alert.commandHash = event.commandHash
      alert.reason = event.reason
      break
    case 'AlertClearRejected':
      alert.status = 'assigned'
      alert.proposedBy = undefined
      alert.commandHash = undefined
      alert.reason = undefined
      break
    case 'AlertClosed':
      // Where the key is destroyed nobody can tell the two apart, and nobody needs to.
      alert.status = isSealed(event.outcome) ? 'cleared' : event.outcome.status
      alert.outcome = event.outcome
      alert.decidedBy = event.by
      break
  }
}
