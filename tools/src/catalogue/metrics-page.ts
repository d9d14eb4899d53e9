import { METRICS, RUNTIME_METRICS, type MetricEntry, type MetricOrigin } from '@filao/service'

const ORIGINS: readonly (readonly [MetricOrigin, string])[] = [
  ['every', 'Every service, and the gateway: HTTP'],
  ['bus', 'Every service: Kafka'],
  ['engine', 'Every service: its engine'],
  ['identity', 'identity'],
  ['market', 'market'],
  ['order', 'order'],
  ['wallet', 'wallet'],
  ['compliance', 'compliance'],
  ['payment', 'payment'],
  ['audit', 'audit'],
]

const PREAMBLE = `# Metrics

What each service exports on its management port at \`/metrics\`, in Prometheus' text format. This page is made from the catalogue in \`libs/service/src/telemetry/metric-catalogue.ts\` by \`npm run catalogue\`; a spec compares the two, another one compares the catalogue with what running services export.

The names are a contract with the alerts (\`infra/prometheus/rules\`) and dashboards (\`infra/grafana/dashboards\`). Labels of the scrape (\`job\`, \`instance\`) come on top. A metric marked ° appears once it has happened, because its labels cannot be known before; all others are there from the first scrape on, so that \`absent()\` tells. What is read from the database has the same value on every instance of a service: take the maximum, not the sum. Nothing here names a person, an account or an order.
`

/** The text of docs/operations/metrics.md. */
export function metricsPage(): string {
  const entries = Object.entries(METRICS) as [string, MetricEntry][]
  const sections = ORIGINS.map(([origin, title]) => {
    const rows = entries.filter(([, entry]) => entry.origin === origin).map(([name, entry]) => row(name, entry))
    return `## ${title}\n\n${table(['metric', 'kind', 'unit', 'labels', 'meaning'], rows)}\n`
  })
  return [PREAMBLE, ...sections, runtime()].join('\n')
}

const row = (name: string, { kind, unit, labels, meaning, onOccurrence }: MetricEntry): string[] => [
  `\`${name}\`${onOccurrence ? ' °' : ''}`,
  kind,
  unit,
  labels.map((label) => `\`${label}\``).join(', ') || '–',
  meaning,
]

function runtime(): string {
  const names = RUNTIME_METRICS.map((name) => `\`${name}\``).join(', ')
  return `## Every service: Node\n\nFrom OpenTelemetry's runtime instrumentation: ${names}. Times are in seconds, sizes in bytes. The event loop is looked at every 50 ms, so that is the least delay there is.\n`
}

/** Columns as wide as their widest cell, as Prettier writes them. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((cell, column) =>
    Math.max(3, ...[head, ...rows].map((cells) => cells[column]!.length), cell.length),
  )
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n')
}
