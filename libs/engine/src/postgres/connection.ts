import pg from 'pg'
import type { Queryable, Row } from '../state-store'

/**
 * A connection of one purpose, made when it is first asked: its statements are prepared on it. One query at a time. When
 * it is lost the next query makes another; what became of the last statement is its caller's to find out.
 */
export class Connection implements Queryable {
  private client: pg.Client | undefined
  private turn: Promise<unknown> = Promise.resolve()

  constructor(private readonly make: () => Promise<pg.Client>) {}

  query(query: Parameters<Queryable['query']>[0]): Promise<{ rows: Row[] }> {
    const result = this.turn.then(() => this.run(query))
    this.turn = result.catch(() => undefined)
    return result
  }

  async close(): Promise<void> {
    const client = this.client
    this.client = undefined
    await client?.end()
  }

  private async run(query: Parameters<Queryable['query']>[0]): Promise<{ rows: Row[] }> {
    const client = (this.client ??= await this.connect())
    try {
      return await client.query(query as pg.QueryConfig)
    } catch (error) {
      if (!isRefusal(error)) this.drop(client)
      throw error
    }
  }

  private async connect(): Promise<pg.Client> {
    const client = await this.make()
    client.on('error', () => this.drop(client))
    client.on('end', () => this.drop(client))
    return client
  }

  private drop(client: pg.Client): void {
    if (this.client === client) this.client = undefined
  }
}

/** A statement that failed leaves its connection usable. Anything else does not, and its end may have been missed. */
export const isRefusal = (error: unknown): error is pg.DatabaseError =>
  error instanceof pg.DatabaseError && error.severity !== 'FATAL'
