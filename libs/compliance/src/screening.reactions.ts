import { isSealed, type PaymentCommand } from '@filao/contracts'
import { partitionOf, type Moment, type Reaction, type TimerChange } from '@filao/kernel'
import type { ComplianceCommand } from './compliance.commands'
import type { ComplianceEvent, EventOf } from './compliance.events'
import { noticeTimers } from './notice.reactions'

const SECOND_PERSON_MS = 24 * 3_600_000

/** Whoever waits for a screening is told. */
export function screeningReactions(event: ComplianceEvent): readonly Reaction[] {
  switch (event.type) {
    case 'AmlCheckCompleted':
      return told(event, !isSealed(event.findings) && event.findings.result === 'clear')
    case 'AmlCheckFailed':
      return told(event, false)
    case 'HitCleared':
      return event.isLast ? told(event, true) : []
    default:
      return []
  }
}

type Told = EventOf<'AmlCheckCompleted' | 'AmlCheckFailed' | 'HitCleared'>

/** Payment learns whether it may go on, and nothing of why. Nobody waits for a check of a client alone, or of an issuer. */
function told({ checkId, subjectKind, subjectId, answerTo, trigger }: Told, isClear: boolean): readonly Reaction[] {
  if (subjectKind === 'issuer' || (subjectKind === 'client' && trigger !== 'transaction')) return []
  const outcome = isClear ? 'clear' : 'other'
  return [
    toPayment(answerTo, { type: 'RecordScreening', subjectKind, subjectId, referenceId: answerTo, checkId, outcome }),
  ]
}

const toPayment = (accountId: string, command: PaymentCommand): Reaction => ({
  to: 'payment',
  partition: partitionOf(accountId),
  command,
})

/** A confirmed hit waits a day for its second person. */
export function screeningTimers(event: ComplianceEvent, { now }: Moment): readonly TimerChange<ComplianceCommand>[] {
  switch (event.type) {
    case 'HitConfirmed': {
      const { ownerId, checkId, hitId } = event
      const command = { type: 'RemindOfHit', ownerId, checkId, hitId } as const
      return [{ set: `hit/${hitId}`, dueAt: now + SECOND_PERSON_MS, command }]
    }
    case 'HitConfirmationSeconded':
      return [{ clear: `hit/${event.hitId}` }]
    default:
      return noticeTimers(event)
  }
}
