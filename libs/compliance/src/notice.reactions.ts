import type { ComplianceCommand, NoticeStage } from '@filao/contracts'
import type { TimerChange } from '@filao/kernel'
import type { ComplianceEvent } from './compliance.events'

/** Which part of a notice's time is over at each stage: of 24 hours 12, 20 and all (regulation SAN-5). */
const STAGES: readonly (readonly [stage: NoticeStage, sixths: number])[] = [
  ['reminder', 3],
  ['urgent', 5],
  ['overdue', 6],
]

/** Hours of the calendar: nights and holidays count. */
export function noticeTimers(event: ComplianceEvent): readonly TimerChange<ComplianceCommand>[] {
  switch (event.type) {
    case 'NoticeDue':
    case 'NoticeStartMoved': {
      const { ownerId, noticeId, startsAt, dueAt } = event
      return STAGES.map(([stage, sixths]) => ({
        set: timerOf(noticeId, stage),
        dueAt: startsAt + Math.round(((dueAt - startsAt) * sixths) / 6),
        command: { type: 'RemindOfNotice', ownerId, noticeId, stage },
      }))
    }
    case 'NoticeSent':
      return STAGES.map(([stage]) => ({ clear: timerOf(event.noticeId, stage) }))
    default:
      return []
  }
}

const timerOf = (noticeId: string, stage: NoticeStage): string => `notice/${noticeId}/${stage}`
