import { IndicatorParameters, type MarketCommand, type MarketEvent } from '@filao/contracts'
import {
  plain,
  plainArray,
  upsertDocuments,
  type DocumentTable,
  type JsonRow,
  type Queryable,
  type Recorded,
  type Row,
  type StatementPart,
} from '@filao/engine'
import { toTimestamp } from '@filao/kernel'
import type { Alert, MarketState } from '@filao/market'
import { formatUnits, readUnits } from '@filao/money'

const ALERTS: DocumentTable = {
  name: 'alerts_set',
  table: 'market.price_alerts',
  key: ['id'],
  columns: [
    ...['id', 'user_id', 'asset_id', 'alert_type', 'condition_value', 'reference_price', 'technical_indicator'],
    ...['indicator_parameters', 'custom_message', 'is_active', 'repeat_alert', 'armed', 'armed_position'],
    ...['triggered_at', 'triggered_price', 'trigger_count', 'expires_at', 'created_at', 'position', 'updated_at'],
  ],
}

/** The rows of the alerts that the events changed; what its owner has removed is gone. */
export function alertParts(
  events: readonly Recorded<MarketEvent>[],
  memory: ReadonlyMap<string, MarketState>,
): StatementPart[] {
  const changed = new Map<string, JsonRow>()
  const removed = new Set<string>()
  for (const { event, aggregate, position, at } of events) {
    if (!('alertId' in event)) continue
    const { alertId } = event
    const state = memory.get(aggregate)
    const alert = state?.kind === 'instrument' ? state.alerts.all.get(alertId) : undefined
    // Removed after it had ceased to watch: a fold, which loads nothing, no longer has it.
    if (!alert || alert.removed) removed.add(alertId)
    else changed.set(alertId, { ...alertRow(alert), position, updated_at: toTimestamp(at) })
  }
  for (const alertId of removed) changed.delete(alertId)
  return [
    upsertDocuments(ALERTS, [...changed.values()]),
    {
      name: 'alerts_gone',
      sql: `DELETE FROM market.price_alerts AS gone USING head
        WHERE gone.partition = head.partition AND gone.id = ANY ($1::uuid[])`,
      values: [plain([...removed])],
    },
  ]
}

/** The alerts of a partition that watch, into their instruments. */
export async function loadAlerts(db: Queryable, partition: number, memory: Map<string, MarketState>): Promise<void> {
  const { rows } = await db.query({
    text: 'SELECT * FROM market.price_alerts WHERE partition = $1 AND is_active',
    values: [partition],
  })
  enterAlerts(rows, memory)
}

/** Those that have fired, where they are to be removed. */
export async function loadNamedAlerts(
  db: Queryable,
  partition: number,
  { commands, memory }: { readonly commands: readonly MarketCommand[]; readonly memory: Map<string, MarketState> },
): Promise<void> {
  const missing = commands.flatMap((command) => {
    if (command.type !== 'CancelAlert') return []
    const state = memory.get(command.assetId)
    return state?.kind === 'instrument' && !state.alerts.all.has(command.alertId) ? [command.alertId] : []
  })
  if (missing.length === 0) return
  const { rows } = await db.query({
    text: 'SELECT * FROM market.price_alerts WHERE partition = $1 AND id = ANY ($2::uuid[])',
    values: [partition, plainArray(missing)],
  })
  enterAlerts(rows, memory)
}

function enterAlerts(rows: readonly Row[], memory: ReadonlyMap<string, MarketState>): void {
  for (const row of rows) {
    const state = memory.get(row['asset_id'] as string)
    if (state?.kind === 'instrument') state.alerts.enter(alertOf(row, state.asset.symbol))
  }
}

const alertRow = (alert: Alert): JsonRow => ({
  id: alert.alertId,
  user_id: alert.userId,
  asset_id: alert.assetId,
  alert_type: alert.alertType,
  condition_value: formatUnits(alert.conditionValue),
  reference_price: alert.referencePrice === undefined ? undefined : formatUnits(alert.referencePrice),
  technical_indicator: alert.technicalIndicator,
  indicator_parameters: alert.indicatorParameters,
  custom_message: alert.customMessage,
  is_active: alert.active,
  repeat_alert: alert.repeatAlert,
  armed: alert.armed,
  armed_position: alert.since,
  triggered_at: alert.triggeredAt === undefined ? undefined : toTimestamp(alert.triggeredAt),
  triggered_price: alert.triggeredPrice === undefined ? undefined : formatUnits(alert.triggeredPrice),
  trigger_count: alert.triggerCount,
  expires_at: alert.expiresAt === undefined ? undefined : toTimestamp(alert.expiresAt),
  created_at: toTimestamp(alert.createdAt),
})

function alertOf(row: Row, symbol: string): Alert {
  const optional = <T>(column: string, read: (value: never) => T): T | undefined =>
    row[column] === null ? undefined : read(row[column] as never)
  const time = (value: Date): number => value.getTime()
  const alert: { [Name in keyof Required<Alert>]: Alert[Name] | undefined } = {
    alertId: row['id'] as string,
    assetId: row['asset_id'] as string,
    userId: row['user_id'] as string,
    symbol,
    alertType: row['alert_type'] as Alert['alertType'],
    conditionValue: readUnits(row['condition_value'] as string),
    referencePrice: optional('reference_price', readUnits),
    technicalIndicator: optional('technical_indicator', (name: NonNullable<Alert['technicalIndicator']>) => name),
    indicatorParameters: optional('indicator_parameters', (value: unknown) => IndicatorParameters.parse(value)),
    customMessage: optional('custom_message', (text: string) => text),
    repeatAlert: row['repeat_alert'] as boolean,
    expiresAt: optional('expires_at', time),
    createdAt: time(row['created_at'] as Date),
    active: row['is_active'] as boolean,
    armed: row['armed'] as boolean,
    since: Number(row['armed_position']),
    triggeredAt: optional('triggered_at', time),
    triggeredPrice: optional('triggered_price', readUnits),
    triggerCount: row['trigger_count'] as number,
    removed: undefined,
  }
  return Object.fromEntries(Object.entries(alert).filter(([, value]) => value !== undefined)) as unknown as Alert
}
