import { setTimeout as sleep } from 'node:timers/promises'
import type { ChaosPlatform } from '../chaos/platform'
import { inParallel } from '../client/parallel'
import type { StartConsole } from '../start/console'
import { Kills, type Hit } from './kills'

/** Three looks for what was not told, on a machine that does much else. */
const BREACH_MS_MAX = 240_000
const LOOK_MS = 1_000
/** Who is let in costs some hashes of passwords. */
const PREPARED_AT_ONCE = 6

/** What a scenario may have to wait for: its own kill, and the end of all kills with everything up again. */
export interface Moments {
  readonly killed: Promise<void>
  readonly calm: Promise<void>
}

/** One client, who is let in and waits for the wave to begin. */
export interface Scenario {
  readonly plan: Hit & { readonly number: number }
  /** What is in it, in a line. */
  readonly told: string
  /** Plays it; tells what came of it. */
  readonly act: (moments: Moments) => Promise<string>
  /** What must hold of the client from then on and does not. */
  readonly check: () => Promise<readonly string[]>
}

/** The scenarios of one simulator. */
export interface Play {
  readonly name: string
  readonly prepare: (number: number) => Promise<Scenario>
  /** What must hold of everybody whenever nothing moves, and does not. */
  readonly check: () => Promise<readonly string[]>
  /** The same when the last wave is over. */
  readonly checkLast: () => Promise<readonly string[]>
}

/** Plays scenarios side by side: each is looked at when it is over, and the whole when all are. Gives the breaches. */
export class Waves {
  private readonly over: { readonly play: Play; readonly scenario: Scenario }[] = []

  constructor(
    private readonly platform: ChaosPlatform,
    private readonly console: StartConsole,
  ) {}

  async play(play: Play, numbers: readonly number[]): Promise<readonly string[]> {
    const wave = `wave ${numbers[0]}-${numbers.at(-1)} of ${play.name}`
    const began = Date.now()
    const scenarios = await inParallel(PREPARED_AT_ONCE, numbers.length, (index) =>
      this.prepared(play, numbers[index]!),
    )
    const letIn = Date.now()
    const kills = new Kills(this.platform)
    const hits = scenarios.map(({ plan }) => kills.hit(plan))
    const calm = Promise.all(hits).then(() => this.platform.heal())
    // Whoever waits for it hears of its failure, and so does the end of the wave.
    calm.catch(() => undefined)
    const found = await Promise.all(
      scenarios.map((scenario, index) => this.scenario(play, scenario, { killed: hits[index]!, calm })),
    )
    await calm
    const breaches = [...found.flat(), ...(await lasting(play.check)).map((breach) => `${wave}: ${breach}`)]
    const [prepared, played] = [seconds(began, letIn), seconds(letIn, Date.now())]
    this.console.line(`${wave}: ${prepared} s to let clients in, ${played} s with ${kills.count} kills`)
    return breaches
  }

  /** Everything once more: what was taken back or asked about meanwhile belongs to clients of all waves. */
  async last(plays: readonly Play[]): Promise<readonly string[]> {
    const found: string[] = []
    for (const play of plays)
      found.push(...(await lasting(play.checkLast)).map((breach) => `the end of ${play.name}: ${breach}`))
    for (const { play, scenario } of this.over)
      found.push(...(await lasting(scenario.check)).map((breach) => named(play, scenario, breach)))
    return found
  }

  private async prepared(play: Play, number: number): Promise<Scenario> {
    try {
      return await play.prepare(number)
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      throw new Error(`scenario ${number} of ${play.name} could not begin: ${why}`, { cause: error })
    }
  }

  private async scenario(play: Play, scenario: Scenario, moments: Moments): Promise<readonly string[]> {
    const { plan, told, act, check } = scenario
    let isHit = false
    const hit = moments.killed.then(() => (isHit = true))
    hit.catch(() => undefined)
    try {
      await sleep(plan.startAfterMs)
      const outcome = await act(moments)
      const early = isHit ? '' : ' (before its kill)'
      await hit
      this.console.line(`${play.name} ${plan.number}: ${told}: ${outcome}${early}`)
      this.over.push({ play, scenario })
      return (await lasting(check)).map((breach) => named(play, scenario, breach))
    } catch (error) {
      return [named(play, scenario, `${told}: ${error instanceof Error ? error.message : String(error)}`)]
    }
  }
}

const seconds = (from: number, to: number): string => ((to - from) / 1000).toFixed(0)

const named = (play: Play, { plan }: Scenario, breach: string): string =>
  `scenario ${plan.number} of ${play.name}: ${breach}`

/**
 * Breaches that stay: a provider changes its mind at any moment, and what it did not tell is found with the next look.
 */
async function lasting(check: () => Promise<readonly string[]>): Promise<readonly string[]> {
  const deadline = Date.now() + BREACH_MS_MAX
  for (;;) {
    const breaches = await check().catch((error: Error) => [error.message])
    if (breaches.length === 0 || Date.now() > deadline) return breaches
    await sleep(LOOK_MS)
  }
}
