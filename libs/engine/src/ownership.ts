/** How often an instance pings its locks, and looks for partitions when it owns all of its share. */
const LOOK_INTERVAL_MS = 1000
/** How often it looks while partitions belong to others: a killed neighbour's are taken over in less than this. */
const LOOK_INTERVAL_SHARED_MS = 150

/** The locks that say who owns which partition. They are only speed: the fence on the log head decides. */
export interface OwnershipLocks {
  /** Connects and shows that this instance is there. `onLost`: the connection, and with it every lock, is gone. */
  open(onLost: () => void): Promise<void>
  /** Which partitions are locked by anybody, how many instances there are, and this one's place among them. */
  look(): Promise<{ rank: number; instances: number; taken: ReadonlySet<number> }>
  take(partition: number): Promise<boolean>
  release(partition: number): Promise<void>
  close(): Promise<void>
}

/** What owning a partition means. Neither may throw; `lose` returns when nothing of the partition runs here any more. */
export interface OwnershipListener {
  gain(partition: number): Promise<void>
  lose(partition: number): Promise<void>
  failed(error: Error): void
}

/** Shares the partitions evenly among the live instances of a service. */
export class Ownership {
  private readonly owned = new Set<number>()
  /** Gains and losses of a partition, one after the other: losing it while it is gained must not leave it running. */
  private readonly changes = new Map<number, Promise<void>>()
  private timer: NodeJS.Timeout | undefined
  private state: 'closed' | 'open' | 'lost' | 'stopping' = 'closed'
  private turn: Promise<void> = Promise.resolve()

  constructor(
    private readonly parts: {
      readonly partitions: number
      readonly locks: OwnershipLocks
      readonly listener: OwnershipListener
    },
  ) {}

  get partitions(): ReadonlySet<number> {
    return this.owned
  }

  async start(): Promise<void> {
    await this.parts.locks.open(() => this.lost())
    this.state = 'open'
    await this.look()
    this.schedule()
  }

  async stop(): Promise<void> {
    this.state = 'stopping'
    clearTimeout(this.timer)
    await this.turn
    await Promise.all([...this.owned].map((partition) => this.give(partition)))
    await this.parts.locks.close()
  }

  /** Gives up a partition that the fence says is another's. */
  async disowned(partition: number): Promise<void> {
    if (this.owned.has(partition)) await this.give(partition)
  }

  private schedule(): void {
    if (this.state === 'stopping' || this.state === 'closed') return
    const wait = this.owned.size < this.parts.partitions ? LOOK_INTERVAL_SHARED_MS : LOOK_INTERVAL_MS
    this.timer = setTimeout(() => {
      this.timer = undefined
      this.turn = this.step().catch((error: unknown) => this.parts.listener.failed(error as Error))
      void this.turn.then(() => this.schedule())
    }, wait)
  }

  private async step(): Promise<void> {
    if (this.state === 'lost') {
      await this.parts.locks.open(() => this.lost())
      this.state = 'open'
    }
    if (this.state === 'open') await this.look()
  }

  private async look(): Promise<void> {
    const { partitions, locks } = this.parts
    const { rank, instances, taken } = await locks.look()
    const share = Math.floor(partitions / instances) + (rank < partitions % instances ? 1 : 0)
    for (const partition of [...this.owned].slice(share)) await this.give(partition)
    for (let partition = 0; partition < partitions && this.owned.size < share; partition += 1) {
      if (taken.has(partition) || this.owned.has(partition)) continue
      if (await locks.take(partition)) await this.gain(partition)
    }
  }

  private async gain(partition: number): Promise<void> {
    this.owned.add(partition)
    try {
      await this.inTurn(partition, () => this.parts.listener.gain(partition))
    } catch (error) {
      this.parts.listener.failed(error as Error)
      await this.give(partition)
    }
  }

  private async give(partition: number): Promise<void> {
    await this.lose(partition)
    await this.parts.locks.release(partition)
  }

  private lose(partition: number): Promise<void> {
    this.owned.delete(partition)
    return this.inTurn(partition, () => this.parts.listener.lose(partition))
  }

  private lost(): void {
    if (this.state !== 'open') return
    this.state = 'lost'
    for (const partition of [...this.owned]) {
      this.lose(partition).catch((error: unknown) => this.parts.listener.failed(error as Error))
    }
    // An instance that is alone looks seldom while it owns everything; now it owns nothing.
    if (this.timer === undefined) return
    clearTimeout(this.timer)
    this.schedule()
  }

  private inTurn(partition: number, change: () => Promise<void>): Promise<void> {
    const changed = (this.changes.get(partition) ?? Promise.resolve()).then(change)
    this.changes.set(
      partition,
      changed.catch(() => undefined),
    )
    return changed
  }
}
