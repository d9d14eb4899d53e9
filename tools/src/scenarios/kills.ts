import { setTimeout as sleep } from 'node:timers/promises'
import type { AppName } from '../start/processes'

/** When a scenario begins in its wave, and what is killed in its middle. */
export interface Hit {
  readonly startAfterMs: number
  readonly killed: readonly AppName[]
  /** Milliseconds into the scenario. */
  readonly killAfterMs: number
}

interface Killable {
  isUp(name: AppName): Promise<boolean>
  killApp(name: AppName): void
}

const UP_MS_MAX = 240_000
const LOOK_MS = 100

/** The kills of a wave. Each hits all who are under way. */
export class Kills {
  private readonly last = new Map<AppName, number>()
  private killed = 0

  constructor(private readonly platform: Killable) {}

  get count(): number {
    return this.killed
  }

  /**
   * Settles once all of a scenario's victims have died in its middle. One that died since it began, because a scenario
   * beside it asked for that, has hit it and is left alone; one that is still starting is waited for: its death would
   * hit nobody.
   */
  async hit({ startAfterMs, killAfterMs, killed }: Hit): Promise<void> {
    const beganAt = Date.now() + startAfterMs
    await sleep(startAfterMs + killAfterMs)
    await Promise.all(killed.map((victim) => this.kill(victim, beganAt)))
  }

  private async kill(victim: AppName, beganAt: number): Promise<void> {
    const deadline = Date.now() + UP_MS_MAX
    for (;;) {
      const isUp = await this.platform.isUp(victim)
      if ((this.last.get(victim) ?? 0) >= beganAt) return
      if (isUp) break
      if (Date.now() > deadline) throw new Error(`${victim} does not come up`)
      await sleep(LOOK_MS)
    }
    this.platform.killApp(victim)
    this.killed += 1
    this.last.set(victim, Date.now())
  }
}
