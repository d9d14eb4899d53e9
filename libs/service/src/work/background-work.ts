import type { Log } from '../logging/log'
import { RepeatedLines } from '../logging/repeated-lines'

/**
 * The pause after a first failure, where the interval is not shorter, and the longest unless a work says otherwise, in
 * milliseconds.
 */
const PAUSE_MS = 1_000
const PAUSE_MS_MAX = 10_000

/**
 * What a round found: more to do, at once or after a pause of its own, or that there will never be anything more.
 * Otherwise the next one comes after the interval.
 */
export type Round = 'again' | { readonly afterMs: number } | 'over' | undefined

export interface Work {
  /** What is not done when a round throws, as a line of the log says it. */
  readonly failing: string
  /** From the end of one round to the start of the next. */
  readonly intervalMs: number
  /** Longest pause after failures: it begins with a second, or a shorter interval, and doubles; default 10 s. */
  readonly pauseMsMax?: number
  /** Before the first round; default none. */
  readonly startsAfterMs?: number
  /** The alarm that a failure raises; absent where it is a warning. */
  readonly alarm?: string
  readonly round: () => Promise<Round | void> | Round | void
}

export type WorkLog = Pick<Log, 'debug' | 'info' | 'warn' | 'error'>

/**
 * All that a service does besides answering: each work is repeated until it is stopped, one round at a time. A round that
 * fails is said once, then once a minute while it lasts, and is tried again after a pause that grows. To be stopped before
 * what it works with is closed (Nest: `beforeApplicationShutdown`).
 */
export class BackgroundWork {
  private readonly loops: readonly Loop[]

  constructor(log: WorkLog, ...works: readonly Work[]) {
    this.loops = works.map((work) => new Loop(work, log))
  }

  start(): void {
    for (const loop of this.loops) loop.start()
  }

  /** Somebody has brought work: the next round comes at once, or right after the one that runs. */
  wake(): void {
    for (const loop of this.loops) loop.wake()
  }

  /** Resolves when no round runs any more. */
  async stop(): Promise<void> {
    await Promise.all(this.loops.map((loop) => loop.stop()))
  }
}

class Loop {
  private readonly lines: RepeatedLines
  private timer: NodeJS.Timeout | undefined
  private running: Promise<void> | undefined
  private isStopped = true
  private isWoken = false
  private failures = 0

  constructor(
    private readonly work: Work,
    private readonly log: WorkLog,
  ) {
    this.lines = new RepeatedLines(log)
  }

  start(): void {
    this.isStopped = false
    this.next(this.work.startsAfterMs ?? 0)
  }

  wake(): void {
    if (this.running) this.isWoken = true
    // What has failed keeps its pause, or whoever brings work would undo it.
    else if (this.failures === 0) this.next(0)
  }

  async stop(): Promise<void> {
    this.isStopped = true
    clearTimeout(this.timer)
    await this.running
  }

  private next(delayMs: number): void {
    if (this.isStopped) return
    clearTimeout(this.timer)
    this.timer = setTimeout(() => {
      this.running = this.once()
    }, delayMs)
    this.timer.unref()
  }

  private async once(): Promise<void> {
    this.isWoken = false
    const pauseMs = await this.pauseAfterRound()
    this.running = undefined
    if (this.isWoken && this.failures === 0) this.next(0)
    else if (pauseMs !== undefined) this.next(pauseMs)
  }

  /** Undefined when the work is over. */
  private async pauseAfterRound(): Promise<number | undefined> {
    const { failing, intervalMs, alarm, round } = this.work
    try {
      const found = await round()
      if (this.failures > 0) this.log.info({ failures: this.failures }, `no longer so: ${failing}`)
      this.failures = 0
      if (found === 'over') return undefined
      if (found === 'again') return 0
      return found ? found.afterMs : intervalMs
    } catch (error) {
      this.failures += 1
      this.lines.write(alarm === undefined ? 'warn' : 'error', failing, {
        error,
        ...(alarm !== undefined && { alarm }),
      })
      return this.pauseMs()
    }
  }

  private pauseMs(): number {
    const { intervalMs, pauseMsMax = PAUSE_MS_MAX } = this.work
    return Math.min(Math.min(intervalMs, PAUSE_MS) * 2 ** Math.min(this.failures - 1, 20), pauseMsMax)
  }
}
