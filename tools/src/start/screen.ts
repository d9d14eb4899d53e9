import type { ServiceName } from '@filao/contracts'
import logUpdate from 'log-update'
import { relative } from 'node:path'
import { Pool } from 'pg'
import { HttpClient } from '../client/http-client'
import { ControlledProvider } from '../client/payment-provider'
import { ProofReader, type Proofs } from '../client/proofs'
import { Session } from '../client/session'
import { isSimulator } from '../platform/simulators'
import type { Traffic } from '../traffic/traffic'
import { BankWatch } from './bank-watch'
import type { StartConsole } from './console'
import { databaseUrl, simulatorUrl, type StackFacts } from './environment'
import { readFlow } from './flow-figures'
import { isReady } from './health'
import { readProgress } from './lags'
import { LISTED } from './instruments'
import type { Mode } from './options'
import type { People } from './people'
import type { AppName, AppProcesses } from './processes'
import { lineOf, screenOf, type BanksView, type QuoteView, type View } from './view'

const SCREEN_INTERVAL_MS = 1_000
const LINE_INTERVAL_MS = 10_000
/** The proofs are asked for over the API, as the staff who may: less often. */
const PROOF_INTERVAL_MS = 5_000

/** What a screen shows. */
export interface Shown {
  readonly facts: StackFacts
  readonly apps: AppProcesses
  readonly people: People
  readonly mode: Mode
  readonly traffic: Traffic | undefined
}

/** One calm screen while the platform runs; plain lines where nobody looks at a terminal. */
export class Screen {
  private readonly began = Date.now()
  private readonly pools: ReadonlyMap<ServiceName, Pool>
  private readonly http: HttpClient
  private readonly timers: NodeJS.Timeout[] = []
  private readonly busy = new Set<string>()
  private proofReader: ProofReader | undefined
  private client: Session | undefined
  private proofs: Proofs | undefined
  private readonly bankWatch: BankWatch
  private banks: BanksView | undefined
  private quotes: readonly QuoteView[] = []

  constructor(
    private readonly shown: Shown,
    private readonly console: StartConsole,
  ) {
    const { facts } = shown
    this.http = new HttpClient(this.gateway, 2)
    this.pools = new Map([...facts.ports.services.keys()].map((service) => [service, poolOf(facts, service)]))
    this.bankWatch = new BankWatch({
      wallet: this.pools.get('wallet')!,
      payment: this.pools.get('payment')!,
      bank: new ControlledProvider('bank', simulatorUrl(facts, 'bank')),
      mips: new ControlledProvider('mips', simulatorUrl(facts, 'mips')),
    })
  }

  start(): void {
    const terminal = process.stdout.isTTY
    this.every(PROOF_INTERVAL_MS, 'prove', () => this.prove())
    this.every(terminal ? SCREEN_INTERVAL_MS : LINE_INTERVAL_MS, 'draw', async () => {
      const view = await this.view()
      if (terminal) logUpdate(screenOf(view))
      else this.console.line(lineOf(view))
    })
  }

  /** Says something that stays on the terminal, above the screen. */
  line(text: string): void {
    if (process.stdout.isTTY) logUpdate.persist(text)
    else this.console.line(text)
  }

  async stop(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer)
    if (process.stdout.isTTY) logUpdate.done()
    await Promise.all([...this.pools.values()].map((pool) => pool.end()))
    await this.http.close()
  }

  private every(milliseconds: number, name: string, work: () => Promise<void>): void {
    const once = async (): Promise<void> => {
      if (this.busy.has(name)) return
      this.busy.add(name)
      // Whoever does not answer now shows as not ready; what he would have told is told the next time.
      await work().catch(() => undefined)
      this.busy.delete(name)
    }
    void once()
    this.timers.push(setInterval(() => void once(), milliseconds))
  }

  private async prove(): Promise<void> {
    const { people } = this.shown
    this.proofReader ??= await ProofReader.logIn(this.http, people)
    this.client ??= await Session.logIn(this.http, people.clients[0]!)
    const answer = await this.client.get(`/v1/assets/quotes?symbols=${LISTED.map(({ symbol }) => symbol).join(',')}`)
    this.quotes = answer['items'] as QuoteView[]
    this.proofs = await this.proofReader.read().catch(() => undefined)
    this.banks = await this.bankWatch.read().catch(() => undefined)
  }

  private async view(): Promise<View> {
    const { facts, mode, traffic } = this.shown
    const [flow, services] = await Promise.all([
      readFlow(this.pools.get('order')!, facts.partitions).catch(() => undefined),
      this.services(),
    ])
    return {
      mode,
      upMs: Date.now() - this.began,
      services,
      flow,
      proofs: this.proofs,
      banks: this.banks,
      quotes: this.quotes,
      simulated: traffic && { seed: traffic.seed, ...traffic.counts },
      gateway: this.gateway,
      files: { development: shortPath(facts.folders.devFile), logs: shortPath(facts.folders.logs) },
    }
  }

  private async services(): Promise<View['services']> {
    const { apps, facts } = this.shown
    const progress = await readProgress(this.pools).catch(() => undefined)
    return Promise.all(
      [...apps.all].map(async ([name, process]) => ({
        name,
        ready: await isReady(apps.managementPort(name)),
        restarts: process.restarts,
        progress: name === 'gateway' || isSimulator(name) ? undefined : progress?.get(name),
        port: portOf(name, facts),
      })),
    )
  }

  private get gateway(): string {
    return `http://127.0.0.1:${this.shown.facts.ports.gateway.http}`
  }
}

function portOf(name: AppName, { ports }: StackFacts): number | undefined {
  if (isSimulator(name)) return ports.simulators.get(name)
  return (name === 'gateway' ? ports.gateway : ports.services.get(name))?.http
}

function poolOf(facts: StackFacts, service: ServiceName): Pool {
  const pool = new Pool({ connectionString: databaseUrl(facts, service, 'owner'), max: 1 })
  // A server that is being stopped: the next reading says so.
  pool.on('error', () => undefined)
  return pool
}

/** As somebody in this folder would type it, where that is shorter. */
function shortPath(path: string): string {
  const short = relative(process.cwd(), path)
  return short.length < path.length ? short : path
}
