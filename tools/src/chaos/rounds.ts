import { Random } from '@filao/simulation'
import { HttpClient } from '../client/http-client'
import { readProofs } from '../client/proofs'
import type { StartConsole } from '../start/console'
import { checkBooks } from './checks/books'
import { checkFacts } from './checks/facts'
import { checkKeys } from './checks/keys'
import { LogsCheck } from './checks/logs'
import { checkReservations } from './checks/reservations'
import { planFaults, type Fault } from './faults'
import { Load } from './load'
import type { Takeovers } from './ownership'
import type { ChaosPlatform } from './platform'
import { untilAtRest } from './rest'

const PROOFS_MS_MAX = 20_000

interface Parts {
  readonly platform: ChaosPlatform
  readonly takeovers: Takeovers
  readonly console: StartConsole
  readonly seed: number
}

/** Load, faults, rest, and everything that must hold then; again and again on the same platform. */
export class Rounds {
  private readonly load: Load
  private readonly logs: LogsCheck
  /** Of its own: what the load draws depends on when answers come, and the faults must not. */
  private readonly faults: Random
  private readonly samples: Random

  constructor(private readonly parts: Parts) {
    const { platform, seed } = parts
    this.faults = new Random(seed)
    this.samples = new Random(seed + 1)
    this.load = new Load(platform, new Random(seed + 2))
    this.logs = new LogsCheck(parts.platform)
  }

  async begin(): Promise<void> {
    await this.load.logIn()
  }

  /** Gives what does not hold, in sentences. */
  async run(round: number, loadMs: number): Promise<readonly string[]> {
    const { platform, console } = this.parts
    const faults = planFaults(this.faults, loadMs)
    const placed = this.load.placements.length
    this.load.start()
    await this.bring(faults, loadMs)
    await platform.heal()
    await this.load.stop()
    const began = performance.now()
    await untilAtRest(platform)
    const seconds = ((performance.now() - began) / 1000).toFixed(1)
    const broken = await this.check()
    const what = faults.map(({ name }) => name).join(', ')
    const verdict = broken.length === 0 ? 'everything holds' : 'BROKEN'
    console.line(
      `round ${round}: ${what}; ${this.load.placements.length - placed} orders, answers ${this.answers()}; at rest after ${seconds} s: ${verdict}`,
    )
    return broken
  }

  private async bring(faults: readonly Fault[], loadMs: number): Promise<void> {
    const { platform, takeovers } = this.parts
    const since = performance.now()
    const wait = (until: number): Promise<void> =>
      new Promise((resolve) => setTimeout(resolve, until - (performance.now() - since)))
    const brought = faults.map(async (fault) => {
      await wait(fault.atMs)
      await fault.run(platform, takeovers)
    })
    await Promise.all([wait(loadMs), ...brought])
  }

  private async check(): Promise<readonly string[]> {
    const { platform } = this.parts
    const { development } = platform
    const http = new HttpClient(development.gateway)
    try {
      const proofs = await readProofs(http, development, Date.now() + PROOFS_MS_MAX)
      return [
        ...proofs.trialBalance.map((line) => `trial balance of ${line}`),
        ...proofs.clearing.map((line) => `clearing of ${line}`),
        ...proofs.audit.map((line) => `audit of ${line}`),
        ...(await this.logs.run()),
        ...(await checkFacts(platform)),
        ...(await checkReservations(platform)),
        ...(await checkBooks(platform)),
        ...(await checkKeys(platform, this.load, this.samples)),
      ]
    } finally {
      await http.close()
    }
  }

  private answers(): string {
    const counts = [...this.load.statuses].map(([status, count]) => `${status} ${count}×`)
    this.load.statuses.clear()
    return counts.join(', ')
  }
}
