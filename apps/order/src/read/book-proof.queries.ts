import type { OrderEvent } from '@filao/contracts'
import type { ServiceEngine } from '@filao/engine'
import { bookFacts, type Book } from '@filao/order'
import { type Database, type ManagementServer } from '@filao/service'
import type { OnApplicationBootstrap } from '@nestjs/common'
import { OrderStore } from '../store/order.store'

/** How the books of a partition in memory compare with those that their rows give. */
export interface BooksCompared {
  readonly partition: number
  readonly position: number
  readonly books: number
  /** Instruments whose book in memory is another than its rows give. */
  readonly differing: readonly string[]
}

type Engine = Pick<ServiceEngine<never, OrderEvent, Book, never>, 'owned' | 'engineOf'>

/** A partition that trades has moved on by the time that its rows are read; so it is tried again. */
const ATTEMPTS_MAX = 20

/**
 * Proves that the books in memory are those of the tables, at one position: asked by operators at
 * `GET /internal/books` of the management port. It loads all live orders, so it is not for every minute.
 */
export class BookProof implements OnApplicationBootstrap {
  constructor(
    private readonly engine: Engine,
    private readonly database: Database,
    private readonly management: ManagementServer,
  ) {}

  onApplicationBootstrap(): void {
    this.management.route('GET', '/internal/books', () =>
      Promise.all(this.engine.owned.map((partition) => this.compare(partition))),
    )
  }

  private async compare(partition: number): Promise<BooksCompared | { partition: number; moving: true }> {
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
      const { position, rebuilt } = await this.rebuild(partition)
      const engine = this.engine.engineOf(partition)
      if (engine?.position !== position) continue
      const ids = new Set([...rebuilt.keys(), ...engine.resident.keys()])
      const differing = [...ids].filter((id) => factsOf(rebuilt.get(id)) !== factsOf(engine.resident.get(id)))
      return { partition, position, books: ids.size, differing }
    }
    return { partition, moving: true }
  }

  private async rebuild(partition: number): Promise<{ position: number; rebuilt: Map<string, Book> }> {
    const client = await this.database.pool.connect()
    try {
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
      const { rows } = await client.query<{ position: string }>(
        `SELECT position FROM "order".log_head WHERE partition = $1`,
        [partition],
      )
      const rebuilt = new Map<string, Book>()
      await new OrderStore().loadResident(client, partition, rebuilt)
      await client.query('COMMIT')
      client.release()
      return { position: Number(rows[0]?.position), rebuilt }
    } catch (error) {
      // What became of the transaction is unknown: the connection goes with it.
      client.release(error as Error)
      throw error
    }
  }
}

const factsOf = (book: Book | undefined): string | undefined => book && bookFacts(book)
