import type { Queryable } from '@filao/engine'
import { gauges, type Configuration } from '@filao/service'
import { OWNER_MINUTES } from '../screening/screening-settings.schemas'

const FIGURES = `SELECT
    count(*) FILTER (WHERE status = 'open' AND raised_at < $1)::int AS without_owner,
    count(*) FILTER (WHERE due_at < $2)::int AS overdue
  FROM compliance.alerts WHERE status IN ('open', 'assigned', 'clear_proposed')`

/** When an alert that nobody has taken yet was raised at the latest for it to be one without an owner. */
export const ownerLackedSince = (configuration: Pick<Configuration, 'lastKnown'>, now: number): number =>
  now - configuration.lastKnown(OWNER_MINUTES).value * 60_000

/** How many, and nothing of what: whoever sees the metrics is on the other side of the wall. */
export function observeAlerts(db: Queryable, configuration: Pick<Configuration, 'lastKnown'>): void {
  gauges(['filao_alerts_without_owner', 'filao_alerts_overdue'], async (observe) => {
    const now = Date.now()
    const values = [new Date(ownerLackedSince(configuration, now)), new Date(now)]
    const { rows } = await db.query({ name: 'compliance_alert_figures', text: FIGURES, values })
    observe('filao_alerts_without_owner', rows[0]?.['without_owner'] as number)
    observe('filao_alerts_overdue', rows[0]?.['overdue'] as number)
  })
}
