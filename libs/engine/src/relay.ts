import { linkedCommandId, sourceOf, topicOf, type ServiceName } from '@filao/contracts'
import { assert, type Clock } from '@filao/kernel'
import { AsyncLocalStorage } from 'node:async_hooks'
import type { EventPublisher, OutRecord } from '@filao/bus'
import type { LogRow, OutgoingCommand } from './partition-storage'

/** Limits of one send; the size of a send decides the throughput, the broker takes at most 1 MiB a partition. */
const SEND_ROWS_MAX = 1000
const SEND_BYTES_MAX = 512 * 1024
/** Rows kept in memory per partition; beyond it the relay reads them back from the log. */
const BUFFER_ROWS_MAX = 20_000
const RETRY_DELAY_MS_MIN = 100
const RETRY_DELAY_MS_MAX = 5000
/** For safety; the engine wakes the relay after every commit. */
const POLL_INTERVAL_MS = 1000
/** Least time between the beginnings of two sends: what is committed meanwhile goes out together. */
const GATHERING_MS = 5
/** How far the stored checkpoints may trail what was sent: what a crash makes the next relay send again. */
const SAVE_INTERVAL_MS = 250

/** What the relay needs of the logs. */
export interface RelayLog {
  checkpoint(partition: number): Promise<number>
  read(partition: number, after: number, limit: number): Promise<readonly LogRow[]>
  /** Compare-and-set of all checkpoints, or false: another relay is at work. */
  advance(moves: readonly { partition: number; from: number; to: number }[]): Promise<boolean>
}

/** A log that grows. Its head is asked for, not told: a batch whose answer was lost moves it without a word. */
export interface GrowingLog {
  /** Of the last committed event. */
  readonly position: number
}

interface Lane {
  /** Position up to which everything was sent. */
  checkpoint: number
  /** The checkpoint as it is stored. */
  saved: number
  /** Committed rows after the checkpoint, contiguous. Empty when they are to be read from the log. */
  buffer: LogRow[]
  readonly log: GrowingLog
}

/** A hole in a log, or a row that does not follow: corruption. The partition's relay stands still and alarms. */
export class LogHole extends Error {
  override readonly name = 'LogHole'
}

/**
 * Publishes the logs of the owned partitions in order: one producer for all, one send in flight. The stored checkpoints
 * follow behind, so that no send waits for the disk. A crash between the send and the checkpoint repeats; nothing is lost
 * or overtaken. Consumers skip what they have by position.
 */
export class Relay {
  private readonly lanes = new Map<number, Lane>()
  /** Partitions whose checkpoint another relay has moved. */
  private readonly overtaken = new Set<number>()
  private publisher: EventPublisher | undefined
  private running: Promise<void> | undefined
  private saving: Promise<void> | undefined
  private poll: NodeJS.Timeout | undefined
  private stopping = false
  private failures = 0
  private sentAt = -Infinity
  /** The loop outlives the commit that wakes it: it must not run in the trace of one request. */
  private readonly outsideOfRequests = AsyncLocalStorage.snapshot()

  constructor(
    private readonly parts: {
      readonly service: ServiceName
      readonly log: RelayLog
      readonly connect: () => Promise<EventPublisher>
      readonly clock: Clock
      /** An error that passes: the send is repeated. */
      readonly failed: (error: Error) => void
      /** A hole: pages. */
      readonly halted: (partition: number, error: LogHole) => void
    },
  ) {}

  start(): void {
    this.poll = setInterval(() => this.wake(), POLL_INTERVAL_MS)
  }

  async own(partition: number, log: GrowingLog): Promise<void> {
    const checkpoint = await this.parts.log.checkpoint(partition)
    this.lanes.set(partition, { checkpoint, saved: checkpoint, buffer: [], log })
    this.wake()
  }

  disown(partition: number): void {
    this.lanes.delete(partition)
  }

  /** Rows that a batch has committed. */
  push(partition: number, rows: readonly LogRow[]): void {
    const lane = this.lanes.get(partition)
    if (!lane || !rows[0]) return
    const next = lane.buffer.at(-1)?.position ?? lane.checkpoint
    if (rows[0].position === next + 1 && lane.buffer.length < BUFFER_ROWS_MAX) lane.buffer.push(...rows)
    this.wake()
  }

  /** Publishes what it can until the deadline, then lets go. */
  async stop(deadlineMs: number): Promise<void> {
    clearInterval(this.poll)
    const until = this.parts.clock.now() + deadlineMs
    while (this.hasWork() && this.failures === 0 && this.parts.clock.now() < until) {
      this.wake()
      await this.running
    }
    this.stopping = true
    await this.running
    await this.saving
    await this.publisher?.close()
  }

  private hasWork(): boolean {
    if (this.overtaken.size > 0) return true
    for (const { log, checkpoint } of this.lanes.values()) if (log.position > checkpoint) return true
    return false
  }

  private wake(): void {
    if (this.running || this.stopping || !this.hasWork()) return
    this.running = this.outsideOfRequests(() =>
      this.loop().finally(() => {
        this.running = undefined
        if (this.hasWork()) setImmediate(() => this.wake())
      }),
    )
  }

  private async loop(): Promise<void> {
    // What several partitions commit in one turn of the event loop goes out in one send.
    await new Promise((resolve) => setImmediate(resolve))
    while (!this.stopping && this.hasWork()) {
      try {
        await this.stepBack()
        await this.gather()
        await this.send(await this.take())
        this.failures = 0
      } catch (error) {
        await this.recover(error as Error)
      }
    }
  }

  /** What comes after silence is sent at once. */
  private async gather(): Promise<void> {
    const waitMs = this.sentAt + GATHERING_MS - performance.now()
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs))
    this.sentAt = performance.now()
  }

  private async take(): Promise<readonly { partition: number; rows: readonly LogRow[] }[]> {
    const shares: { partition: number; rows: readonly LogRow[] }[] = []
    let rows = 0
    let bytes = 0
    for (const [partition, lane] of this.lanes) {
      if (lane.log.position <= lane.checkpoint || rows >= SEND_ROWS_MAX || bytes >= SEND_BYTES_MAX) continue
      const ready =
        lane.buffer.length > 0 ? lane.buffer : await this.parts.log.read(partition, lane.checkpoint, SEND_ROWS_MAX)
      const share: LogRow[] = []
      for (const row of ready) {
        if (rows >= SEND_ROWS_MAX || bytes >= SEND_BYTES_MAX) break
        share.push(row)
        rows += 1
        bytes += row.data.length + (row.commandsText?.length ?? 0)
      }
      if (share.length === 0 || !this.isContiguous(partition, lane, share)) continue
      shares.push({ partition, rows: share })
    }
    return shares
  }

  private isContiguous(partition: number, lane: Lane, rows: readonly LogRow[]): boolean {
    const wrong = rows.find((row, index) => row.position !== lane.checkpoint + 1 + index)
    if (!wrong) return true
    this.lanes.delete(partition)
    const { service } = this.parts
    this.parts.halted(partition, new LogHole(`${service}/${partition} has ${wrong.position} after ${lane.checkpoint}`))
    return false
  }

  private async send(shares: readonly { partition: number; rows: readonly LogRow[] }[]): Promise<void> {
    if (shares.length === 0) return
    const { service } = this.parts
    this.publisher ??= await this.parts.connect()
    await this.publisher.publish(
      shares.flatMap(({ partition, rows }) => rows.flatMap((row) => recordsOf(service, partition, row))),
    )
    for (const { partition, rows } of shares) {
      const lane = this.lanes.get(partition)
      if (!lane) continue
      lane.checkpoint = rows.at(-1)!.position
      // The buffer is contiguous, so what was sent is its beginning. It is empty when the rows came from the log.
      const first = lane.buffer[0]
      if (first) lane.buffer.splice(0, lane.checkpoint - first.position + 1)
    }
    this.saving ??= this.save().finally(() => (this.saving = undefined))
  }

  /** Stores the checkpoints until all are where the sends are. */
  private async save(): Promise<void> {
    for (let moves = this.unsaved(); moves.length > 0; moves = this.unsaved()) {
      try {
        const isOurs = await this.parts.log.advance(moves)
        for (const { partition, lane, to } of moves) {
          if (isOurs) lane.saved = to
          else this.overtaken.add(partition)
        }
        if (!isOurs) this.wake()
      } catch (error) {
        this.parts.failed(error as Error)
        if (this.stopping) return
      }
      if (!this.stopping) await new Promise((resolve) => setTimeout(resolve, SAVE_INTERVAL_MS))
    }
  }

  private unsaved(): readonly { partition: number; lane: Lane; from: number; to: number }[] {
    return [...this.lanes]
      .filter(([partition, lane]) => lane.saved < lane.checkpoint && !this.overtaken.has(partition))
      .map(([partition, lane]) => ({ partition, lane, from: lane.saved, to: lane.checkpoint }))
  }

  /** Another relay moved a checkpoint: read again where things stand; never exit, or nobody would be left. */
  private async stepBack(): Promise<void> {
    for (const partition of this.overtaken) {
      const checkpoint = await this.parts.log.checkpoint(partition)
      this.overtaken.delete(partition)
      const lane = this.lanes.get(partition)
      if (lane) Object.assign(lane, { checkpoint, saved: checkpoint, buffer: [] })
    }
  }

  /** A producer that failed once is discarded: what it may still send late, consumers skip by position. */
  private async recover(error: Error): Promise<void> {
    this.failures += 1
    this.parts.failed(error)
    const publisher = this.publisher
    this.publisher = undefined
    await publisher?.close().catch(() => undefined)
    for (const lane of this.lanes.values()) lane.buffer = []
    const wait = Math.min(RETRY_DELAY_MS_MIN * 2 ** (this.failures - 1), RETRY_DELAY_MS_MAX)
    await new Promise((resolve) => setTimeout(resolve, wait))
  }
}

/** The records of a row: its event, then the commands of its reactions. All from what is stored, byte for byte. */
export function recordsOf(service: ServiceName, partition: number, row: LogRow): OutRecord[] {
  const { headers, hash, commandsHash } = row
  const event: OutRecord = {
    topic: topicOf(service, 'events'),
    partition,
    key: row.key,
    value: row.data,
    headers: {
      ...headers,
      ce_hash: hash.toString('hex'),
      ...(commandsHash === undefined ? {} : { ce_commandshash: commandsHash }),
    },
  }
  return [event, ...row.commands.map((command) => commandRecord(service, partition, row, command))]
}

function commandRecord(service: ServiceName, partition: number, row: LogRow, command: OutgoingCommand): OutRecord {
  const { headers } = row
  const { target, partition: targetPartition, sequence } = command
  assert(headers['ce_id'] !== undefined, 'a row knows its id')
  return {
    topic: topicOf(target as ServiceName, 'commands'),
    partition: targetPartition,
    key: command.key,
    value: command.data,
    headers: {
      ...headers,
      ce_id: linkedCommandId({ source: service, partition, target, targetPartition, sequence }),
      ce_source: sourceOf(service, partition),
      ce_sequence: String(sequence),
      ce_type: command.type,
      ce_subject: command.subject,
      ce_dataschema: command.dataSchema,
      ce_causationid: headers['ce_id'],
    },
  }
}
