import type { Row } from '@filao/engine'
import type { Id } from '@filao/kernel'
import type { Pool } from 'pg'

/**
 * Reads for a client, under row-level security keyed by who asks: a forgotten WHERE shows nothing. The setting is made
 * anew before each query of a connection, so that nobody inherits another's.
 */
export class ClientReads {
  constructor(private readonly pool: Pool) {}

  async rows(
    userId: Id,
    query: { readonly name: string; readonly text: string; readonly values?: unknown[] },
  ): Promise<Row[]> {
    const client = await this.pool.connect()
    let failure: Error | undefined
    try {
      await client.query({ name: 'who_asks', text: `SELECT set_config('app.user_id', $1, false)`, values: [userId] })
      return (await client.query<Row>(query)).rows
    } catch (error) {
      failure = error as Error
      throw error
    } finally {
      client.release(failure)
    }
  }
}
