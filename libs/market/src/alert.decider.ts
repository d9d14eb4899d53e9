import { never, type Decision, type Instant, type Moment } from '@filao/kernel'
import { divideHalfUp, ONE, ZERO, type Units } from '@filao/money'
import type { AlertBook, AlertEvent } from './alert-book.state'
import { holdsAt, isByBars, type Alert } from './alert.state'
import { indicatorHolds } from './indicator.state'
import { isFresh, shownQuote, type Instrument } from './instrument.state'
import type { CommandNamed } from './market.commands'
import { refuse, type MarketRefusal } from './market.refusals'

/** Active alerts of a user, on all instruments together. */
export const ALERTS_MAX = 100
/** Alerts that one command fires or reviews; the rest is the next command on the instrument. */
const ALERT_WORK_MAX = 500
/** A repeating alert rests at least this long after it has fired. */
export const ALERT_REST_MS_MIN = 15 * 60_000

type AlertDecision = Decision<AlertEvent, MarketRefusal>
export type AlertCommand = CommandNamed<
  'CreateAlert' | 'CancelAlert' | 'FireAlerts' | 'ReviewAlerts' | 'EvaluateIndicators'
>

export function decideAlert(command: AlertCommand, state: Instrument, at: Moment): AlertDecision {
  switch (command.type) {
    case 'CreateAlert':
      return create(command, state, at)
    case 'CancelAlert':
      return cancel(command, state.alerts)
    case 'FireAlerts':
      return fire(state, at)
    case 'ReviewAlerts':
      return review(state, at.now)
    case 'EvaluateIndicators':
      return evaluate(command, state, at.now)
    default:
      return never(command)
  }
}

/** The same alert created again is answered as before. */
function create(command: CommandNamed<'CreateAlert'>, state: Instrument, { now }: Moment): AlertDecision {
  const { type: _, activeCount, ...terms } = command
  if (state.alerts.all.has(terms.alertId)) return []
  const wrong = wrongTerms(command, now)
  if (wrong) return wrong
  if (Math.max(activeCount, state.alerts.activeOf.get(terms.userId) ?? 0) >= ALERTS_MAX) return refuse('alert_limit')
  const quote = shownQuote(state)
  const last = quote?.lastPrice
  if (terms.alertType === 'percent_change') {
    if (!quote || last === undefined) return refuse('price_unavailable')
    if (!isFresh(quote, state.asset, now)) return refuse('price_stale')
  }
  const condition = { ...terms, ...(terms.alertType === 'percent_change' && { referencePrice: last! }) }
  const armed = isByBars(terms) || last === undefined || !holdsAt(condition, last)
  return [{ type: 'AlertCreated', ...condition, symbol: state.asset.symbol, armed }]
}

/** The CHECKs of the table, as answers. */
function wrongTerms(
  { alertType, conditionValue, technicalIndicator, indicatorParameters, expiresAt }: CommandNamed<'CreateAlert'>,
  now: Instant,
): MarketRefusal | undefined {
  if (conditionValue === ZERO) return refuse('condition_invalid')
  if ((alertType === 'technical_indicator') !== (technicalIndicator !== undefined)) return refuse('indicator_invalid')
  if (indicatorParameters && technicalIndicator === undefined) return refuse('indicator_invalid')
  const { fastPeriod = 12, slowPeriod = 26, overbought = 70, oversold = 30 } = indicatorParameters ?? {}
  if (fastPeriod >= slowPeriod || oversold >= overbought) return refuse('indicator_invalid')
  return expiresAt !== undefined && expiresAt <= now ? refuse('expires_at_not_allowed') : undefined
}

/** One that has fired is removed too. Another's does not exist. */
function cancel({ alertId, userId }: CommandNamed<'CancelAlert'>, { all }: AlertBook): AlertDecision {
  const alert = all.get(alertId)
  if (!alert || alert.removed || alert.userId !== userId) return refuse('alert_unknown')
  return [cancelled(alert, 'client_request')]
}

/** Fires what the last fresh quote has reached. */
function fire({ alerts }: Instrument, { now }: Moment): AlertDecision {
  const events: AlertEvent[] = []
  for (const [alert, price] of dueAlerts(alerts)) {
    if (events.length === ALERT_WORK_MAX) break
    events.push(isOver(alert, now) ? cancelled(alert, 'expired') : triggered(alert, price))
  }
  return events
}

/** True when a quote has reached alerts that have not fired yet. */
export const hasDueAlerts = ({ alerts }: Instrument): boolean => !dueAlerts(alerts).next().done

/** Each alert that the quote has reached, once, with the price that did. */
function* dueAlerts({ reach, rises, falls }: AlertBook): Generator<readonly [Alert, Units]> {
  if (!reach) return
  const isNew = ({ since }: Alert): boolean => since > reach.position
  const risen = new Set<Alert>()
  for (const alert of rises.reachedBy(reach.high)) {
    if (isNew(alert)) continue
    risen.add(alert)
    yield [alert, holdsAt(alert, reach.last) ? reach.last : reach.high]
  }
  for (const alert of falls.reachedBy(reach.low)) {
    if (isNew(alert) || risen.has(alert)) continue
    yield [alert, holdsAt(alert, reach.last) ? reach.last : reach.low]
  }
}

/** True when time has ended an alert, or lets one be armed again. */
export function isReviewDue(state: Instrument, now: Instant): boolean {
  if (now >= state.alerts.nextEndAt) return true
  for (const alert of state.alerts.disarmed) if (!isOver(alert, now) && mayRearm(alert, state, now)) return true
  return false
}

function review(state: Instrument, now: Instant): AlertDecision {
  const { alerts } = state
  const events: AlertEvent[] = []
  if (now >= alerts.nextEndAt) {
    // A memo: it is found anew from those that are left.
    alerts.nextEndAt = Infinity
    for (const alert of alerts.all.values()) {
      const { active, expiresAt = Infinity } = alert
      if (!active) continue
      const ends = expiresAt <= now && events.length < ALERT_WORK_MAX
      if (ends) events.push(cancelled(alert, 'expired'))
      else if (expiresAt < alerts.nextEndAt) alerts.nextEndAt = expiresAt
    }
  }
  for (const alert of alerts.disarmed) {
    if (events.length >= ALERT_WORK_MAX) break
    if (!isOver(alert, now) && mayRearm(alert, state, now)) events.push(rearmed(alert))
  }
  return events
}

/** Its condition must have ceased, by a price that is fresh, and its rest must be over. */
function mayRearm(alert: Alert, state: Instrument, now: Instant): boolean {
  const quote = shownQuote(state)
  if (!hasRested(alert, now) || quote?.lastPrice === undefined || !isFresh(quote, state.asset, now)) return false
  return !holdsAt(alert, quote.lastPrice)
}

const hasRested = ({ triggeredAt }: Alert, now: Instant): boolean =>
  triggeredAt === undefined || now >= triggeredAt + ALERT_REST_MS_MIN

/** Alerts that no single price fires. Where there are too few bars, nothing is known and nothing happens. */
function evaluate(
  { timeframe, closes, volumes }: CommandNamed<'EvaluateIndicators'>,
  { alerts }: Instrument,
  now: Instant,
): AlertDecision {
  const events: AlertEvent[] = []
  const close = closes.at(-1)
  for (const alert of close === undefined ? [] : alerts.byBars) {
    if (events.length >= ALERT_WORK_MAX) break
    const holds =
      alert.alertType === 'volume_spike'
        ? volumes && spikes(alert, volumes)
        : timeframeOf(alert) === timeframe && indicatorHolds(alert, closes)
    if (isOver(alert, now)) events.push(cancelled(alert, 'expired'))
    else if (holds && alert.armed) events.push(triggered(alert, close!))
    else if (holds === false && !alert.armed && timeframeOf(alert) === timeframe && hasRested(alert, now))
      events.push(rearmed(alert))
  }
  return events
}

/** The timeframe whose bars an alert is judged by: days, unless it names another. */
export const timeframeOf = ({ indicatorParameters }: Pick<Alert, 'indicatorParameters'>) =>
  indicatorParameters?.timeframe ?? '1Day'

const spikes = ({ conditionValue }: Alert, { today, mean }: { readonly today: Units; readonly mean: Units }): boolean =>
  mean > ZERO && divideHalfUp(today * ONE, mean) >= conditionValue

const isOver = ({ expiresAt }: Alert, now: Instant): boolean => expiresAt !== undefined && expiresAt <= now

const refOf = ({ alertId, assetId, userId }: Alert) => ({ alertId, assetId, userId })
const cancelled = (alert: Alert, reason: 'client_request' | 'expired'): AlertEvent => ({
  type: 'AlertCancelled',
  ...refOf(alert),
  reason,
})
const rearmed = (alert: Alert): AlertEvent => ({ type: 'AlertRearmed', ...refOf(alert) })
const triggered = (alert: Alert, price: Units): AlertEvent => ({
  type: 'AlertTriggered',
  ...refOf(alert),
  symbol: alert.symbol,
  alertType: alert.alertType,
  conditionValue: alert.conditionValue,
  price,
  repeatAlert: alert.repeatAlert,
  ...(alert.customMessage !== undefined && { customMessage: alert.customMessage }),
})
