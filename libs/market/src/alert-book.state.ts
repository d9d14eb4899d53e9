import type { Id, Instant, Moment } from '@filao/kernel'
import type { Units } from '@filao/money'
import { AlertLevels } from './alert-levels.state'
import { isByBars, levelsOf, type Alert, type Reach } from './alert.state'
import type { EventNamed } from './market.events'

export type AlertEvent =
  EventNamed<'AlertCreated'> | EventNamed<'AlertCancelled'> | EventNamed<'AlertTriggered'> | EventNamed<'AlertRearmed'>

/** The alerts of one instrument: those that watch, and those that ceased to since the last commit. Changed in place. */
export class AlertBook {
  readonly all = new Map<Id, Alert>()
  readonly rises = new AlertLevels('rises')
  readonly falls = new AlertLevels('falls')
  /** Those that wait for their condition to cease. */
  readonly disarmed = new Set<Alert>()
  /** Those that are judged by bars. */
  readonly byBars = new Set<Alert>()
  readonly activeOf = new Map<Id, number>()
  /** No alert ends before this. A memo, not a fact. */
  nextEndAt: Instant = Infinity
  /** The last fresh quote. Undefined until there is one. */
  reach: Reach | undefined

  /** Puts an alert to where its state says. */
  enter(alert: Alert): void {
    this.all.set(alert.alertId, alert)
    if (!alert.active) return
    this.activeOf.set(alert.userId, (this.activeOf.get(alert.userId) ?? 0) + 1)
    if (alert.expiresAt !== undefined && alert.expiresAt < this.nextEndAt) this.nextEndAt = alert.expiresAt
    if (isByBars(alert)) this.byBars.add(alert)
    else if (!alert.armed) this.disarmed.add(alert)
    else this.eachLevel(alert, (levels, level) => levels.add(alert, level))
  }

  /** Takes an active alert out of every index but `all`. */
  leave(alert: Alert): void {
    const count = this.activeOf.get(alert.userId) ?? 0
    if (count > 1) this.activeOf.set(alert.userId, count - 1)
    else this.activeOf.delete(alert.userId)
    if (isByBars(alert)) this.byBars.delete(alert)
    else if (!alert.armed) this.disarmed.delete(alert)
    else this.eachLevel(alert, (levels, level) => levels.remove(alert, level))
  }

  private eachLevel(alert: Alert, visit: (levels: AlertLevels, level: Units) => void): void {
    const { above, below } = levelsOf(alert)
    if (above !== undefined) visit(this.rises, above)
    if (below !== undefined) visit(this.falls, below)
  }
}

/** Total: an alert that is gone stays gone. */
export function evolveAlerts(book: AlertBook, event: AlertEvent, { now, position }: Moment): void {
  if (event.type === 'AlertCreated') {
    const { type: _, ...terms } = event
    book.enter({ ...terms, createdAt: now, active: true, since: position, triggerCount: 0 })
    return
  }
  const alert = book.all.get(event.alertId)
  if (!alert) return
  if (alert.active) book.leave(alert)
  if (event.type === 'AlertCancelled') {
    alert.active = false
    if (event.reason === 'client_request') alert.removed = true
    return
  }
  if (event.type === 'AlertTriggered') {
    alert.active = event.repeatAlert
    alert.armed = false
    alert.triggeredAt = now
    alert.triggeredPrice = event.price
    alert.triggerCount += 1
  } else {
    alert.armed = true
    alert.since = position
  }
  if (alert.active) book.enter(alert)
}

/** After the commit: what watches no more need not stay in memory. */
export function forgetInactive({ all }: AlertBook): void {
  for (const [alertId, { active }] of all) if (!active) all.delete(alertId)
}
