import { setTimeout as sleep } from 'node:timers/promises'
import type { LogRow } from './partition-storage'
import type { ProjectionRunner } from './projection'
import { isPermanent } from './permanent'
import type { GrowingLog, RelayLog } from './relay'

const ROWS_MAX = 1000
/** Between two runs of rows: what gathers meanwhile is one transaction. Whoever asks for their own fact waits as long. */
const GATHERING_MS = 50
const RETRY_DELAY_MS = 500

/** Feeds a projection of the own log: from memory after a commit while it keeps up, else from the table. */
export class LogFollower {
  private readonly partitions = new Map<number, { buffer: LogRow[]; readonly log: GrowingLog; running: boolean }>()
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
    this.partitions.set(partition, { buffer: [], log, running: false })
    void this.run(partition)
  }

  disown(partition: number): void {
    this.partitions.delete(partition)
    this.runner.disown(partition)
  }

  push(partition: number, rows: readonly LogRow[]): void {
    const lane = this.partitions.get(partition)
    if (!lane) return
    if (lane.buffer.length < ROWS_MAX * 4) lane.buffer.push(...rows)
    void this.run(partition)
  }

  /** Takes what a batch committed whose answer was lost; nobody has pushed it. */
  wake(): void {
    for (const partition of this.partitions.keys()) void this.run(partition)
  }

  stop(): void {
    this.stopping = true
  }

  private async run(partition: number): Promise<void> {
    const lane = this.partitions.get(partition)
    if (!lane || lane.running) return
    lane.running = true
    const isBehind = (): boolean => this.runner.positionOf(partition) < lane.log.position
    while (!this.stopping && this.partitions.get(partition) === lane && isBehind()) {
      try {
        await this.step(partition, lane)
        await sleep(GATHERING_MS)
      } catch (error) {
        // It stays marked as running, so that nothing behind the row is taken before a restart with mended code.
        if (isPermanent(error)) return this.told.stopped(partition, error as Error)
        this.told.failed(error as Error)
        await sleep(RETRY_DELAY_MS)
      }
    }
    lane.running = false
  }

  private async step(partition: number, lane: { buffer: LogRow[] }): Promise<void> {
    const after = this.runner.positionOf(partition)
    const ready = lane.buffer.splice(0, ROWS_MAX).filter(({ position }) => position > after)
    const rows = ready[0]?.position === after + 1 ? ready : await this.log.read(partition, after, ROWS_MAX)
    await this.runner.applyRows(partition, rows)
  }
}
