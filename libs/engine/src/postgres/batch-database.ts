import type pg from 'pg'
import type { StoredAnswer } from '../incoming'
import type { ClaimRow, LookedUp, LookUp, StoredOutcome } from '../partition-storage'
import { Connection } from './connection'
import { PortionQueue } from './portion-queue'
import { Rounds } from './rounds'
import { plainArray, textArray } from './sql-array'
import { NeededParts, type Portion } from './statement'

/** Of pieces that a service's batches are written with: a connection keeps about 100 KiB for each. */
const STATEMENTS_MAX = 48

interface Waiting {
  readonly asked: LookUp
  readonly answer: (answer: LookedUp) => void
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
  private readonly writes: PortionQueue
  private lookUps: Waiting[] = []
  // The short ones first: then those that have looked up write together.
  private readonly rounds = new Rounds(
    () => this.lookUps.length > 0 || !this.writes.isEmpty,
    () => (this.lookUps.length > 0 ? this.sendLookUps(this.lookUps.splice(0)) : this.writes.send(this.connection)),
  )

  constructor(
    private readonly schema: string,
    connect: () => Promise<pg.Client>,
  ) {
    this.connection = new Connection(connect)
    const needed = new NeededParts(STATEMENTS_MAX)
    this.writes = new PortionQueue(`${schema}_batch`, (pieces) => needed.of(pieces))
  }

  lookUp(asked: LookUp): Promise<LookedUp> {
    return new Promise((answer, fail) => {
      this.lookUps.push({ asked, answer, fail })
      this.rounds.start()
    })
  }

  /** Whether the fence held. Throws what the statement failed on: nothing is written then, or nobody knows. */
  write(portion: Portion): Promise<boolean> {
    const written = this.writes.add(portion)
    this.rounds.start()
    return written
  }

  async close(): Promise<void> {
    await this.rounds.ended()
    await this.connection.close()
  }

  private async sendLookUps(waiting: readonly Waiting[]): Promise<void> {
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
}
