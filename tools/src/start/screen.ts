import logUpdate from 'log-update'
import type { StartConsole } from './console'
import type { StackFacts } from './environment'
import { FigureReader, type Figures } from './figures'
import { isReady } from './health'
import type { AppProcesses } from './processes'
import type { Traffic } from './traffic'

const SCREEN_INTERVAL_MS = 1000
const LINE_INTERVAL_MS = 10_000

/** One calm screen while the platform runs; plain lines where nobody looks at a terminal. */
export class Screen {
  private readonly reader: FigureReader
  private timer: NodeJS.Timeout | undefined
  private drawing = false

  constructor(
    private readonly facts: StackFacts,
    private readonly apps: AppProcesses,
    private readonly console: StartConsole,
    private readonly traffic: Traffic | undefined,
  ) {
    this.reader = new FigureReader(facts)
  }

  start(): void {
    const terminal = process.stdout.isTTY
    const draw = terminal ? () => this.draw() : () => this.line()
    this.timer = setInterval(() => void this.once(draw), terminal ? SCREEN_INTERVAL_MS : LINE_INTERVAL_MS)
  }

  async stop(): Promise<void> {
    clearInterval(this.timer)
    if (process.stdout.isTTY) logUpdate.done()
    await this.reader.close()
  }

  private async once(draw: () => Promise<void>): Promise<void> {
    if (this.drawing) return
    this.drawing = true
    // A database that does not answer now shows as a screen that stands still, and as an unready service.
    await draw().catch(() => undefined)
    this.drawing = false
  }

  private async draw(): Promise<void> {
    const [figures, services] = await Promise.all([this.reader.read(), this.health()])
    const gateway = `http://127.0.0.1:${this.facts.ports.gateway.http}`
    logUpdate(
      [
        'Filao',
        '',
        ...services.map(
          ([name, ready]) => `  ${ready ? '●' : '○'} ${name.padEnd(10)} ${ready ? 'ready' : 'not ready'}`,
        ),
        '',
        ...rows(figures).map(([name, value]) => `  ${name.padEnd(22)} ${value}`),
        ...this.simulated().map((text) => `\n  ${text}`),
        '',
        `  ${gateway}   API ${gateway}/docs   how to drive it: .filao/dev.json`,
        '  Ctrl-C stops everything in order.',
      ].join('\n'),
    )
  }

  private async line(): Promise<void> {
    const [figures, services] = await Promise.all([this.reader.read(), this.health()])
    const unready = services.filter(([, ready]) => !ready).map(([name]) => name)
    const health = unready.length === 0 ? 'all ready' : `not ready: ${unready.join(', ')}`
    this.console.line([health, ...rows(figures).map(([name, value]) => `${name} ${value}`)].join(' · '))
  }

  private health(): Promise<(readonly [string, boolean])[]> {
    return Promise.all(
      [...this.apps.all.keys()].map(async (app) => [app, await isReady(this.apps.managementPort(app))] as const),
    )
  }

  private simulated(): string[] {
    if (!this.traffic) return []
    const { placed, cancelled, refused, failed } = this.traffic.counts
    return [
      `Simulated participants (seed ${this.traffic.seed}): ${placed} orders, ${cancelled} cancelled, ${refused} refused, ${failed} failed.`,
    ]
  }
}

const rows = (figures: Figures): readonly (readonly [string, string])[] => [
  ['orders/s', figures.ordersPerSecond.toFixed(1)],
  ['trades/s', figures.tradesPerSecond.toFixed(1)],
  [
    'trade → settled',
    figures.settled ? `p50 ${figures.settled.p50.toFixed(0)} ms, p99 ${figures.settled.p99.toFixed(0)} ms` : '–',
  ],
  ['relay lag', `${figures.relayLag} events`],
  ['audit lag', `${figures.auditLag} events`],
  ['trial balance', figures.trialBalance],
]
