import type pg from 'pg'
import type { StoredAnswer } from '../incoming'
import type { ClaimKey, ClaimRow, StoredOutcome } from '../partition-storage'
import { Connection, isRefusal } from './connection'
import { plainArray, textArray } from './sql-array'
import { gather, joinStatement, NeededParts, type Portion } from './statement'

/** Of pieces that a service's batches are written with: a connection keeps about 100 KiB for each. */
const STATEMENTS_MAX = 48
/** Batches of one statement: its parameters stay within some megabytes. */
const TOGETHER_MAX = 16

/** What a batch asks before it is decided. */
export interface LookUp {
  readonly commandIds: readonly string[]
  readonly claims: readonly ClaimKey[]
}
/** Known ids and taken claims. */
export interface LookedUp {
  readonly outcomes: ReadonlyMap<string, StoredOutcome>
  readonly claims: readonly ClaimRow[]
}

interface Waiting<Asked, Answer> {
  readonly asked: Asked
  readonly answer: (answer: Answer) => void
  readonly fail: (error: unknown) => void
}

/**
 * What the batches of all partitions of an instance look up and write, over one connection. Whatever comes while it is busy
 * goes together in the next statement, and so the partitions fall into step: what a statement costs is its pieces, its
 * commit and that a server process wakes for it, and hardly its rows. Each partition has its own fence in it, and nothing
 * is written of one whose fence does not hold.
 */
export class BatchDatabase {
  private readonly connection: Connection
  private readonly neededParts = new NeededParts(STATEMENTS_MAX)
  private lookUps: Waiting<LookUp, LookedUp>[] = []
  private writes: Waiting<Portion, boolean>[] = []
  private running: Promise<void> | undefined

  constructor(
    private readonly schema: string,
    connect: () => Promise<pg.Client>,
  ) {
    this.connection = new Connection(connect)
  }

  lookUp(asked: LookUp): Promise<LookedUp> {
    return new Promise((answer, fail) => {
      this.lookUps.push({ asked, answer, fail })
      this.run()
    })
  }

  /** Whether the fence held. Throws what the statement failed on: nothing is written then, or nobody knows. */
  write(asked: Portion): Promise<boolean> {
    return new Promise((answer, fail) => {
      this.writes.push({ asked, answer, fail })
      this.run()
    })
  }

  async close(): Promise<void> {
    await this.running
    await this.connection.close()
  }

  private run(): void {
    this.running ??= this.loop().finally(() => {
      this.running = undefined
    })
  }

  private async loop(): Promise<void> {
    while (this.lookUps.length + this.writes.length > 0) {
      // What an answer has set free comes within this turn of the event loop, and goes along.
      await new Promise<void>((resolve) => setImmediate(resolve))
      // The short ones first: then those that have looked up write together.
      if (this.lookUps.length > 0) await this.sendLookUps(this.lookUps.splice(0))
      else await this.sendWrites(this.nextWrites())
    }
  }

  private async sendLookUps(waiting: readonly Waiting<LookUp, LookedUp>[]): Promise<void> {
    try {
      const found = await this.find({
        commandIds: waiting.flatMap(({ asked }) => asked.commandIds),
        claims: waiting.flatMap(({ asked }) => asked.claims),
      })
      for (const { answer } of waiting) answer(found)
    } catch (error) {
      for (const { fail } of waiting) fail(error)
    }
  }

  private async find({ commandIds, claims }: LookUp): Promise<LookedUp> {
    const { rows } = await this.connection.query({
      name: `${this.schema}_look_up`,
      text: `SELECT command_id::text AS id, body_hash, outcome, position, NULL AS value, NULL AS owner_id
          FROM ${this.schema}.inbox WHERE command_id = ANY ($1::uuid[])
        UNION ALL
        SELECT c.scope, NULL, NULL, NULL, c.value, c.owner_id::text
          FROM ${this.schema}.claims c JOIN unnest($2::text[], $3::text[]) AS t (scope, value) USING (scope, value)`,
      values: [
        plainArray(commandIds),
        plainArray(claims.map(({ scope }) => scope)),
        textArray(claims.map(({ value }) => value)),
      ],
    })
    const outcomes = new Map<string, StoredOutcome>()
    const taken: ClaimRow[] = []
    for (const row of rows) {
      const id = row['id'] as string
      if (row['owner_id']) taken.push({ scope: id, value: row['value'] as string, ownerId: row['owner_id'] as string })
      else
        outcomes.set(id, {
          bodyHash: row['body_hash'] as Buffer,
          outcome: row['outcome'] as StoredAnswer,
          position: Number(row['position']),
        })
    }
    return { outcomes, claims: taken }
  }

  /** At most one of a partition: two fences on one row would be one. */
  private nextWrites(): readonly Waiting<Portion, boolean>[] {
    const next = new Map<number, Waiting<Portion, boolean>>()
    for (const one of this.writes) {
      const { partition } = one.asked
      if (next.size < TOGETHER_MAX && !next.has(partition)) next.set(partition, one)
    }
    const chosen = new Set(next.values())
    this.writes = this.writes.filter((one) => !chosen.has(one))
    return [...chosen]
  }

  private async sendWrites(waiting: readonly Waiting<Portion, boolean>[]): Promise<void> {
    try {
      const pieces = this.neededParts.of(gather(waiting.map(({ asked }) => asked)))
      const { rows } = await this.connection.query(joinStatement(`${this.schema}_batch`, pieces))
      const fenced = new Set(rows.map((row) => row['partition']))
      for (const { asked, answer } of waiting) answer(fenced.has(asked.partition))
    } catch (error) {
      if (waiting.length === 1 || !isRefusal(error)) for (const { fail } of waiting) fail(error)
      // What is refused of one of them is not the others' fault.
      else for (const one of waiting) await this.sendWrites([one])
    }
  }
}
