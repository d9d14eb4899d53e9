import { setTimeout as sleep } from 'node:timers/promises'
import type { LogRow } from './partition-storage'
import type { ProjectionRunner } from './projection'
import { isPermanent } from './permanent'
import type { GrowingLog, RelayLog } from './relay'

const ROWS_MAX = 1000
/** Between two runs of rows: what gathers meanwhile is one transaction. Whoever asks for their own fact waits as long. */
const GATHERING_MS = 50
const RETRY_DELAY_MS = 500

interface Lane {
  buffer: LogRow[]
  readonly log: GrowingLog
  /** Not before this it is tried again, by `performance.now()`. */
  pausesUntil: number
  /** It has met a row that it will never take: nothing behind it is taken before a restart with mended code. */
  isStopped: boolean
}

/**
 * Feeds a projection of the own log: from memory after a commit while it keeps up, else from the table. What all
 * partitions have is taken at once, so that they are written together.
 */
export class LogFollower {
  private readonly lanes = new Map<number, Lane>()
  private running = false
  private stopping = false

  constructor(
    private readonly runner: ProjectionRunner,
    private readonly log: Pick<RelayLog, 'read'>,
    private readonly told: {
      /** An error that passes: the rows are tried again. */
      readonly failed: (error: Error) => void
      /** The projection stands still at a row that it will never take. Alarms. */
      readonly stopped: (partition: number, error: Error) => void
    },
  ) {}

  async own(partition: number, log: GrowingLog): Promise<void> {
    await this.runner.own(partition)
    this.lanes.set(partition, { buffer: [], log, pausesUntil: 0, isStopped: false })
    void this.run()
  }

  disown(partition: number): void {
    this.lanes.delete(partition)
    this.runner.disown(partition)
  }

  push(partition: number, rows: readonly LogRow[]): void {
    const lane = this.lanes.get(partition)
    if (!lane) return
    if (lane.buffer.length < ROWS_MAX * 4) lane.buffer.push(...rows)
    void this.run()
  }

  /** Takes what a batch committed whose answer was lost; nobody has pushed it. */
  wake(): void {
    void this.run()
  }

  stop(): void {
    this.stopping = true
  }

  private async run(): Promise<void> {
    if (this.running) return
    this.running = true
    for (let behind = this.behind(); behind.length > 0; behind = this.behind()) {
      await Promise.all(behind.map(([partition, lane]) => this.step(partition, lane)))
      await sleep(GATHERING_MS)
    }
    this.running = false
  }

  private behind(): readonly (readonly [number, Lane])[] {
    if (this.stopping) return []
    const now = performance.now()
    return [...this.lanes].filter(
      ([partition, { log, pausesUntil, isStopped }]) =>
        !isStopped && pausesUntil <= now && this.runner.positionOf(partition) < log.position,
    )
  }

  private async step(partition: number, lane: Lane): Promise<void> {
    try {
      const after = this.runner.positionOf(partition)
      const ready = lane.buffer.splice(0, ROWS_MAX).filter(({ position }) => position > after)
      const rows = ready[0]?.position === after + 1 ? ready : await this.log.read(partition, after, ROWS_MAX)
      await this.runner.applyRows(partition, rows)
    } catch (error) {
      lane.isStopped = isPermanent(error)
      if (lane.isStopped) return this.told.stopped(partition, error as Error)
      this.told.failed(error as Error)
      lane.pausesUntil = performance.now() + RETRY_DELAY_MS
    }
  }
}
