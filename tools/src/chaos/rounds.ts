import { Random } from '@filao/simulation/random'
import type { StartConsole } from '../start/console'
import { Checks } from './checks/checks'
import { planFaults, type Fault } from './faults'
import { Load } from './load'
import type { Takeovers } from './ownership'
import type { ChaosPlatform } from './platform'
import { untilAtRest } from './rest'

const SHARED_AT_FIRST = ['order', 'wallet'] as const

export interface ScenarioParts {
  readonly platform: ChaosPlatform
  readonly takeovers: Takeovers
  readonly console: StartConsole
  readonly seed: number
  readonly loadMs: number
}

/** Load, faults, rest, and everything that must hold then; again and again on the same platform. */
export class Rounds {
  private readonly load: Load
  private readonly checks: Checks
  /** Of its own: what the load draws depends on when answers come, and the faults must not. */
  private readonly random: Random

  constructor(private readonly parts: ScenarioParts) {
    const { platform, seed } = parts
    this.random = new Random(seed)
    this.load = new Load(platform, new Random(seed + 1))
    this.checks = new Checks(platform, this.load, seed + 2)
  }

  /** Gives what does not hold after the first round in which something does not. */
  async run(rounds: number): Promise<readonly string[]> {
    const { platform } = this.parts
    await this.load.logIn()
    // Where money and books are, there is somebody to take over from the first round on.
    await Promise.all(SHARED_AT_FIRST.map((service) => platform.addInstance(service)))
    await platform.heal()
    for (let round = 1; round <= rounds; round += 1) {
      const broken = await this.round(round)
      if (broken.length > 0) return broken
    }
    return []
  }

  private async round(round: number): Promise<readonly string[]> {
    const { platform, console, loadMs } = this.parts
    const faults = planFaults(this.random, loadMs)
    const placed = this.load.placements.length
    console.line(`round ${round}: ${faults.map(({ atMs, name }) => `${name} at ${atMs} ms`).join(', ')}`)
    this.load.start()
    await this.bring(faults)
    await platform.heal()
    await this.load.stop()
    const began = performance.now()
    const seconds = (((await untilAtRest(platform)) - began) / 1000).toFixed(1)
    const broken = await this.checks.run()
    const verdict = broken.length === 0 ? 'everything holds' : 'BROKEN'
    console.line(
      `  ${this.load.placements.length - placed} orders, answers ${this.load.answers()}; at rest after ${seconds} s: ${verdict}`,
    )
    return broken
  }

  private async bring(faults: readonly Fault[]): Promise<void> {
    const { platform, takeovers, loadMs } = this.parts
    const since = performance.now()
    const wait = (until: number): Promise<void> =>
      new Promise((resolve) => setTimeout(resolve, until - (performance.now() - since)))
    const brought = faults.map(async (fault) => {
      await wait(fault.atMs)
      await fault.run(platform, takeovers)
    })
    await Promise.all([wait(loadMs), ...brought])
  }
}
