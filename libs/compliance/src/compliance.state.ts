import { isSealed } from '@filao/contracts'
import { never, type Moment } from '@filao/kernel'
import { requested } from './check.state'
import type { ComplianceEvent } from './compliance.events'
import { cddOf, type Subject } from './subject.state'

/** Total: every event in every state. */
export function evolve(subject: Subject, event: ComplianceEvent, { now }: Pick<Moment, 'now'>): Subject {
  switch (event.type) {
    case 'SubjectRegistered': {
      const { type: _, userId: __, ...profile } = event
      subject.profile = profile
      return subject
    }
    case 'AccountRegistered':
      subject.accounts.set(event.accountId, { accountId: event.accountId, mode: event.mode })
      return subject
    case 'CddRecorded':
      subject.cdd = isSealed(event.cdd) ? event.cdd : { ...cddOf(subject), ...event.cdd }
      return subject
    case 'AmlCheckRequested':
      subject.checks.set(event.checkId, requested(event, now))
      return subject
    default:
      return never(event)
  }
}
