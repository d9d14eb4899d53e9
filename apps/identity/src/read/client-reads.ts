import type { Row } from '@filao/engine'
import type { Id } from '@filao/kernel'
import type { Database } from '@filao/service'

/** Reads for a client, under row-level security keyed by who asks: a forgotten WHERE shows nothing. */
export class ClientReads {
  constructor(private readonly database: Pick<Database, 'readAs'>) {}

  rows(
    userId: Id,
    query: { readonly name: string; readonly text: string; readonly values?: unknown[] },
  ): Promise<Row[]> {
    return this.database.readAs(userId, async (_, client) => (await client.query<Row>(query)).rows)
  }
}
