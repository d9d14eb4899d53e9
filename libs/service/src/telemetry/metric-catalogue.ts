/** What exports a metric: every service, those on the bus, those with an engine, or one alone. */
export type MetricOrigin =
  'every' | 'bus' | 'engine' | 'identity' | 'market' | 'order' | 'wallet' | 'compliance' | 'payment' | 'audit'

export interface MetricEntry {
  readonly kind: 'counter' | 'gauge' | 'histogram'
  readonly origin: MetricOrigin
  /** Labels besides those of the scrape (`job`, `instance`). */
  readonly labels: readonly string[]
  readonly unit: 'seconds' | 'events' | 'commands' | 'messages' | 'requests' | 'partitions' | 'orders' | 'units' | '1'
  readonly meaning: string
  /** Exported only once it has happened: its labels cannot be known before. */
  readonly onOccurrence?: true
  /** Upper bounds of a histogram's buckets. */
  readonly buckets?: readonly number[]
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/**
 * Every metric of the platform, by the name that Prometheus sees. The names are a contract with alerts and dashboards:
 * nothing is measured under another name, docs/operations/metrics.md is made from this table.
 * Names with `messaging_` and `http_` are those of OpenTelemetry's semantic conventions.
 */
export const METRICS = {
  http_server_request_duration_seconds: {
    kind: 'histogram',
    origin: 'every',
    labels: ['http_request_method', 'http_route', 'http_response_status_code'],
    unit: 'seconds',
    meaning: 'Time from the first byte of a request to the last of its answer; streams are not among them',
    onOccurrence: true,
    buckets: SECONDS,
  },
  filao_http_problems_total: {
    kind: 'counter',
    origin: 'every',
    labels: ['code', 'route'],
    unit: 'requests',
    meaning: 'Requests answered with a problem, by its code',
    onOccurrence: true,
  },
  messaging_client_operation_duration_seconds: {
    kind: 'histogram',
    origin: 'bus',
    labels: ['messaging_operation_name', 'error_type'],
    unit: 'seconds',
    meaning: 'Time of a send to Kafka, until every replica in sync has it or it has failed',
    onOccurrence: true,
    buckets: SECONDS,
  },
  messaging_client_sent_messages_total: {
    kind: 'counter',
    origin: 'bus',
    labels: ['messaging_destination_name'],
    unit: 'messages',
    meaning: 'Messages that Kafka has acknowledged',
    onOccurrence: true,
  },
  messaging_client_consumed_messages_total: {
    kind: 'counter',
    origin: 'bus',
    labels: ['messaging_destination_name', 'messaging_destination_partition_id'],
    unit: 'messages',
    meaning: 'Messages that were handled, repeated ones included',
    onOccurrence: true,
  },
  messaging_process_duration_seconds: {
    kind: 'histogram',
    origin: 'bus',
    labels: ['messaging_destination_name', 'error_type'],
    unit: 'seconds',
    meaning: 'Time to handle a chunk of messages',
    onOccurrence: true,
    buckets: SECONDS,
  },
  filao_consumer_lag_seconds: {
    kind: 'gauge',
    origin: 'bus',
    labels: ['consumer', 'source'],
    unit: 'seconds',
    meaning: 'Age of the last message handled of a partition of a topic; 0 when none comes after it',
  },
  filao_consumer_last_position: {
    kind: 'gauge',
    origin: 'bus',
    labels: ['consumer', 'source'],
    unit: 'events',
    meaning: 'Position up to which a consumer has applied a log; absent where none is followed',
    onOccurrence: true,
  },
  filao_consumer_gap: {
    kind: 'gauge',
    origin: 'bus',
    labels: ['consumer'],
    unit: '1',
    meaning: 'Sources that are stopped because a position is missing or does not follow',
  },
  filao_parked_messages: {
    kind: 'gauge',
    origin: 'engine',
    labels: ['consumer'],
    unit: 'messages',
    meaning: 'Inputs that wait for an operator',
  },
  filao_relay_lag_positions: {
    kind: 'gauge',
    origin: 'engine',
    labels: ['service', 'partition'],
    unit: 'events',
    meaning: 'Events that are committed and not yet published, also of partitions that nobody owns',
  },
  filao_relay_oldest_unpublished_seconds: {
    kind: 'gauge',
    origin: 'engine',
    labels: ['service'],
    unit: 'seconds',
    meaning: 'Age of the oldest event that is committed and not yet published; 0 when there is none',
  },
  filao_engine_owned_partitions: {
    kind: 'gauge',
    origin: 'engine',
    labels: ['service'],
    unit: 'partitions',
    meaning: 'Partitions that this instance runs',
  },
  filao_engine_queue_length: {
    kind: 'gauge',
    origin: 'engine',
    labels: ['service', 'partition'],
    unit: 'commands',
    meaning: 'Commands that wait for their batch',
  },
  filao_engine_batch_commands: {
    kind: 'histogram',
    origin: 'engine',
    labels: ['service'],
    unit: 'commands',
    meaning: 'Commands in a batch',
    onOccurrence: true,
    buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500],
  },
  filao_engine_batch_seconds: {
    kind: 'histogram',
    origin: 'engine',
    labels: ['service'],
    unit: 'seconds',
    meaning: 'Time to load, decide and write a batch',
    onOccurrence: true,
    buckets: SECONDS,
  },
  filao_engine_commands_total: {
    kind: 'counter',
    origin: 'engine',
    labels: ['service', 'partition'],
    unit: 'commands',
    meaning: 'Commands decided',
    onOccurrence: true,
  },
  filao_engine_events_total: {
    kind: 'counter',
    origin: 'engine',
    labels: ['service', 'partition'],
    unit: 'events',
    meaning: 'Events appended',
    onOccurrence: true,
  },
  filao_engine_duplicates_total: {
    kind: 'counter',
    origin: 'engine',
    labels: ['service', 'partition'],
    unit: 'commands',
    meaning: 'Commands that had been decided before',
    onOccurrence: true,
  },
  filao_engine_refusals_total: {
    kind: 'counter',
    origin: 'engine',
    labels: ['service', 'command', 'code'],
    unit: 'commands',
    meaning: 'Commands refused, by reason',
    onOccurrence: true,
  },
  filao_engine_fence_lost_total: {
    kind: 'counter',
    origin: 'engine',
    labels: ['service', 'outcome'],
    unit: '1',
    meaning: 'Batches that found the log moved (run again) or the partition disowned (given up)',
  },
  filao_engine_alarms_total: {
    kind: 'counter',
    origin: 'engine',
    labels: ['kind'],
    unit: '1',
    meaning: 'What somebody has to look at: parked, poison, gap, hole, forked, fatal',
  },
  filao_engine_timers_overdue_seconds: {
    kind: 'gauge',
    origin: 'engine',
    labels: ['service'],
    unit: 'seconds',
    meaning: 'How long the oldest due timer has been due; 0 when none is',
  },
  filao_event_streams_open: {
    kind: 'gauge',
    origin: 'market',
    labels: [],
    unit: '1',
    meaning: 'Streams of prices that readers hold open at this instance',
  },
  filao_event_streams_ended_total: {
    kind: 'counter',
    origin: 'market',
    labels: ['reason'],
    unit: '1',
    meaning: 'Streams that ended: left, revoked (the session), expired (the token), slow (nothing was read), shutdown',
    onOccurrence: true,
  },
  filao_order_pending: {
    kind: 'gauge',
    origin: 'order',
    labels: ['partition'],
    unit: 'orders',
    meaning: 'Orders of owned partitions that wait for wallet',
  },
  filao_order_oldest_unsettled_seconds: {
    kind: 'gauge',
    origin: 'order',
    labels: [],
    unit: 'seconds',
    meaning: 'Age of the oldest trade of which a leg is not settled; 0 when there is none',
  },
  filao_identity_messages_given_up_total: {
    kind: 'counter',
    origin: 'identity',
    labels: ['channel'],
    unit: 'messages',
    meaning: 'Messages to users that were tried for half a day and are sent no more',
  },
  filao_payment_webhooks_refused_total: {
    kind: 'counter',
    origin: 'payment',
    labels: ['provider', 'reason'],
    unit: 'messages',
    meaning: 'Notifications that were not genuine or could not be read',
    onOccurrence: true,
  },
  filao_payment_payout_uncertain_seconds: {
    kind: 'gauge',
    origin: 'payment',
    labels: [],
    unit: 'seconds',
    meaning: 'Time since the oldest payout was handed over of which nobody can tell what became; 0 when there is none',
  },
  filao_payment_payouts_contradicted: {
    kind: 'gauge',
    origin: 'payment',
    labels: [],
    unit: '1',
    meaning: 'Payouts of which the bank tells the opposite of how they ended, and nobody has settled what is true',
  },
  filao_payment_holds_without_owner: {
    kind: 'gauge',
    origin: 'payment',
    labels: [],
    unit: '1',
    meaning: 'Payments that have stood still without an owner for longer than the setting hold.orphan_minutes allows',
  },
  filao_payment_hold_without_owner_seconds: {
    kind: 'gauge',
    origin: 'payment',
    labels: [],
    unit: 'seconds',
    meaning: 'Time that the oldest payment which nobody has taken has stood still; 0 when there is none',
  },
  filao_kyc_webhooks_refused_total: {
    kind: 'counter',
    origin: 'compliance',
    labels: ['provider', 'reason'],
    unit: 'messages',
    meaning: 'Webhooks that were not genuine, not of now, or could not be read',
    onOccurrence: true,
  },
  filao_alerts_without_owner: {
    kind: 'gauge',
    origin: 'compliance',
    labels: [],
    unit: '1',
    meaning: 'Alerts that have had no owner for longer than the setting alerts.owner_minutes allows',
  },
  filao_alerts_overdue: {
    kind: 'gauge',
    origin: 'compliance',
    labels: [],
    unit: '1',
    meaning: 'Alerts that are not closed and past their due time',
  },
  filao_screening_list_stale: {
    kind: 'gauge',
    origin: 'compliance',
    labels: ['list'],
    unit: '1',
    meaning:
      'Where a list is fetched by itself: 1 when its author has not been heard for three intervals, else 0; told by who owns partition 0',
    onOccurrence: true,
  },
  filao_screening_list_failures_total: {
    kind: 'counter',
    origin: 'compliance',
    labels: ['list', 'reason'],
    unit: '1',
    meaning:
      'Versions that were not taken from the author of a list: it did not answer, or not with a list, or the rules refused it',
    onOccurrence: true,
  },
  filao_regulatory_tasks_due: {
    kind: 'gauge',
    origin: 'compliance',
    labels: ['stage'],
    unit: '1',
    meaning:
      'What the authorities are to be told and have not been: half, five sixths or all of its time is over; or a draft',
  },
  filao_ledger_trial_balance_abs: {
    kind: 'gauge',
    origin: 'wallet',
    labels: [],
    unit: 'units',
    meaning: 'Largest difference between debits and credits over all assets and partitions: 0, always',
  },
  filao_ledger_clearing_abs: {
    kind: 'gauge',
    origin: 'wallet',
    labels: [],
    unit: 'units',
    meaning: 'Largest clearing balance over all assets: 0 when no trade is in flight',
  },
  filao_ledger_clearing_oldest_seconds: {
    kind: 'gauge',
    origin: 'wallet',
    labels: [],
    unit: 'seconds',
    meaning: 'Age of the oldest open item of clearing; 0 when there is none',
  },
  filao_audit_rows_total: {
    kind: 'counter',
    origin: 'audit',
    labels: [],
    unit: 'messages',
    meaning: 'Records written to the audit',
  },
  filao_audit_unrecordable_total: {
    kind: 'counter',
    origin: 'audit',
    labels: [],
    unit: 'messages',
    meaning: 'Records that the audit cannot keep: they are not what the platform writes',
  },
} as const satisfies Record<string, MetricEntry>

export type MetricName = keyof typeof METRICS

/** What @opentelemetry/instrumentation-runtime-node and the exporter add in every process, under names of their own. */
export const RUNTIME_METRICS = [
  'nodejs_eventloop_delay_max',
  'nodejs_eventloop_delay_mean',
  'nodejs_eventloop_delay_min',
  'nodejs_eventloop_delay_p50',
  'nodejs_eventloop_delay_p90',
  'nodejs_eventloop_delay_p99',
  'nodejs_eventloop_delay_stddev',
  'nodejs_eventloop_time_total',
  'nodejs_eventloop_utilization',
  'target_info',
  'v8js_gc_duration',
  'v8js_memory_heap_space_available_size',
  'v8js_memory_heap_space_physical_size',
  'v8js_memory_heap_space_size',
  'v8js_memory_heap_used',
  'v8js_resource_active',
] as const

/** The metrics that a service exports, besides those of the runtime. */
export function metricsOf(service: string): readonly MetricName[] {
  const origins = new Set<MetricOrigin>(service === 'gateway' ? ['every'] : ['every', 'bus', 'engine'])
  const own = (entry: MetricEntry): boolean => origins.has(entry.origin) || entry.origin === service
  return (Object.keys(METRICS) as MetricName[]).filter((name) => own(METRICS[name]))
}
