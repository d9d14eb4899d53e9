import type { Log } from './log'

/** How long the same line is held back after it has been written. */
const QUIET_MS = 60_000
/** Different messages that are remembered; they are texts of the code, so there are few. */
const MESSAGES_MAX = 500

type Level = 'debug' | 'info' | 'warn' | 'error'

/**
 * Writes what repeats itself while something lasts (a database that is away, a broker that restarts) once, and then once
 * a minute with how often it has happened meanwhile. Metrics count each time; nobody reads a thousand equal lines.
 */
export class RepeatedLines {
  private readonly known = new Map<string, { until: number; heldBack: number }>()

  constructor(
    private readonly log: Pick<Log, Level>,
    private readonly now: () => number = Date.now,
  ) {}

  write(level: Level, message: string, details: Readonly<Record<string, unknown>> = {}): void {
    const key = `${message}\n${nameOf(details['error'])}`
    const known = this.known.get(key)
    if (known !== undefined && this.now() < known.until) {
      known.heldBack += 1
      return
    }
    if (this.known.size >= MESSAGES_MAX) this.known.clear()
    this.known.set(key, { until: this.now() + QUIET_MS, heldBack: 0 })
    this.log[level]({ ...details, ...(known?.heldBack && { heldBack: known.heldBack }) }, message)
  }
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : '')
