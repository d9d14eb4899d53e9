import type { StopReason } from './seam'

/** What the wire has to do for a reading. Called only when something changes. */
export interface Wire {
  /** Reads on from `reading.next`. */
  seek(reading: Reading): void
  pause(reading: Reading): void
  resume(reading: Reading): void
}

/** Runs something later; what it returns prevents that. */
export type Schedule = (delayMs: number, run: () => void) => () => void

/** How far one partition of one topic has been read, and whether it may be read on. */
export class Reading {
  /** The offset to read next; undefined for the earliest. */
  next: bigint | undefined
  owned = false
  paused = false
  /** Ends a back-off early; undefined when there is none. */
  cooling: (() => void) | undefined
  stopped: StopReason | undefined
  attempts = 0
  error = ''
  /** Changes whenever the reading is moved from outside, so that the answer of an older chunk is not applied. */
  generation = 0
  /** Settled when no chunk of this reading runs. */
  turn: Promise<void> = Promise.resolve()
  private abort = new AbortController()

  constructor(
    readonly topic: string,
    readonly partition: number,
  ) {}

  get active(): boolean {
    return this.owned && !this.paused && this.cooling === undefined && this.stopped === undefined
  }

  get signal(): AbortSignal {
    return this.abort.signal
  }

  /** Reads on from another place, free of what held it before. */
  moveTo(next: bigint | undefined): void {
    this.interrupt()
    this.next = next
    this.stopped = undefined
    this.succeed()
  }

  succeed(): void {
    this.cooling?.()
    this.cooling = undefined
    this.attempts = 0
    this.error = ''
  }

  /** Whatever the running chunk answers is ignored from here on. */
  interrupt(): void {
    this.generation++
    this.abort.abort()
    this.abort = new AbortController()
  }
}
