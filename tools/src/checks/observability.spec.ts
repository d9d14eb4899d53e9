import { METRICS, RUNTIME_METRICS } from '@filao/service'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { REPOSITORY } from '../platform/services'

interface Rule {
  readonly alert?: string
  readonly record?: string
  readonly expr: string
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
}

const read = (path: string): string => readFileSync(join(REPOSITORY, path), 'utf8')
const RULES_FOLDER = 'infra/prometheus/rules'
const DASHBOARDS_FOLDER = 'infra/grafana/dashboards'

const rules = readdirSync(join(REPOSITORY, RULES_FOLDER)).flatMap((file) =>
  (parse(read(`${RULES_FOLDER}/${file}`)) as { groups: { rules: Rule[] }[] }).groups.flatMap((group) => group.rules),
)
const alerts = rules.filter(({ alert }) => alert !== undefined)
const recorded = new Set(rules.flatMap(({ record }) => record ?? []))

/** Every name in an expression that is one of ours or of the runtime, without what a histogram's parts add. */
const metricsIn = (expression: string): string[] =>
  [...expression.matchAll(/\b(filao[_:]|http_server|messaging_(client|process)|nodejs_|v8js_)[\w:]*/g)]
    .map(([name]) => name)
    // Labels of OpenTelemetry's conventions begin alike.
    .filter((name) => !/^(http_(request|route|response)|messaging_destination)/.test(name))
const isExported = (name: string): boolean =>
  [name, name.replace(/_(bucket|sum|count)$/, '')].some(
    (one) => one in METRICS || (RUNTIME_METRICS as readonly string[]).includes(one) || recorded.has(one),
  )

it('every metric that a rule names is exported', () => {
  const names = rules.flatMap(({ expr }) => metricsIn(expr))
  expect(names.length).toBeGreaterThan(20)
  expect(names.filter((name) => !isExported(name))).toEqual([])
})

it('every metric that a dashboard shows is exported', () => {
  const dashboards = readdirSync(join(REPOSITORY, DASHBOARDS_FOLDER))
  expect(dashboards).toContain('overview.json')
  for (const file of dashboards) {
    const { panels } = JSON.parse(read(`${DASHBOARDS_FOLDER}/${file}`)) as {
      panels: { title: string; type: string; targets?: { expr: string }[] }[]
    }
    for (const { title, targets } of panels.filter(({ type }) => type !== 'row')) {
      const names = (targets ?? []).flatMap(({ expr }) => metricsIn(expr))
      expect([title, names.length > 0]).toEqual([title, true])
      expect([title, names.filter((name) => !isExported(name))]).toEqual([title, []])
    }
  }
})

it('every alert says how urgent it is, whose it is and what to do; and nothing is written for alerts that are not', () => {
  for (const { alert, labels, annotations } of alerts) {
    expect([alert, labels?.['severity']]).toEqual([alert, expect.stringMatching(/^(page|ticket)$/)])
    expect([alert, labels?.['service'], annotations?.['summary']]).toEqual([
      alert,
      expect.any(String),
      expect.any(String),
    ])
    expect(annotations?.['runbook_url']).toBe(`docs/operations/alerts.md#${alert!.toLowerCase()}`)
  }
  const sections = [...read('docs/operations/alerts.md').matchAll(/^## (\w+)$/gm)].map(([, name]) => name!)
  expect(sections.sort()).toEqual([...new Set(alerts.map(({ alert }) => alert!))].sort())
})

it('Prometheus scrapes every service that the compose file runs', () => {
  const { scrape_configs: scrapes } = parse(read('infra/prometheus/prometheus.yml')) as {
    scrape_configs: { static_configs: { targets: string[]; labels: { job: string } }[] }[]
  }
  const scraped = scrapes.flatMap(({ static_configs }) => static_configs)
  const { services } = parse(read('docker-compose.yml'), { merge: true, maxAliasCount: -1 }) as {
    services: Record<string, { environment?: { FILAO_SERVICE?: string; FILAO_KAFKA_BROKERS?: string } }>
  }
  // The one-shots of a service have its name, and go by themselves.
  const run = Object.entries(services).filter(([name, { environment }]) => environment?.FILAO_SERVICE === name)
  expect(scraped.map(({ labels }) => labels.job).sort()).toEqual(run.map(([name]) => name).sort())
  expect(scraped.map(({ targets }) => targets).sort()).toEqual(run.map(([name]) => [`${name}:9100`]).sort())
})
