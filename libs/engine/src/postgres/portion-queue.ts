import type { Queryable } from '../state-store'
import { isRefusal } from './connection'
import { gather, joinStatement, type Piece, type Portion } from './statement'

/** Portions of one statement: its parameters stay within some megabytes. */
const TOGETHER_MAX = 16

interface Waiting {
  readonly portion: Portion
  readonly answer: (isFenced: boolean) => void
  readonly fail: (error: unknown) => void
}

/** What partitions have to write, each behind a fence of its own. What waits when a statement is sent goes in it, together. */
export class PortionQueue {
  private waiting: Waiting[] = []

  constructor(
    private readonly purpose: string,
    private readonly needed: (pieces: readonly Piece[]) => readonly Piece[] = (pieces) => pieces,
  ) {}

  get isEmpty(): boolean {
    return this.waiting.length === 0
  }

  /** Whether the fence held. Throws what the statement failed on: nothing is written then, or nobody knows. */
  add(portion: Portion): Promise<boolean> {
    return new Promise((answer, fail) => this.waiting.push({ portion, answer, fail }))
  }

  /** Sends one statement. It never throws: whoever waits for it is told. */
  async send(db: Queryable): Promise<void> {
    const chosen = this.next()
    this.waiting = this.waiting.filter((one) => !chosen.has(one))
    await this.write(db, [...chosen])
  }

  /** At most one of a partition: two fences on one row would be one. */
  private next(): ReadonlySet<Waiting> {
    const next = new Map<number, Waiting>()
    for (const one of this.waiting) {
      const { partition } = one.portion
      if (next.size < TOGETHER_MAX && !next.has(partition)) next.set(partition, one)
    }
    return new Set(next.values())
  }

  private async write(db: Queryable, waiting: readonly Waiting[]): Promise<void> {
    try {
      const pieces = this.needed(gather(waiting.map(({ portion }) => portion)))
      const { rows } = await db.query(joinStatement(this.purpose, pieces))
      const fenced = new Set(rows.map((row) => row['partition']))
      for (const { portion, answer } of waiting) answer(fenced.has(portion.partition))
    } catch (error) {
      if (waiting.length === 1 || !isRefusal(error)) for (const { fail } of waiting) fail(error)
      // What is refused of one of them is not the others' fault.
      else for (const one of waiting) await this.write(db, [one])
    }
  }
}
