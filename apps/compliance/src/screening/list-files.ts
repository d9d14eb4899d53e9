import type { ListEntry } from '@filao/compliance'
import type { ListCode } from '@filao/contracts'
import type { Queryable } from '@filao/engine'
import type { HashedEntry, ReadVersion } from './list-reader'

const ENTRIES_A_STATEMENT = 2_000

/** The files of lists and what stands in them, by the hash of the file. Stored once, never changed. */
export class ListFiles {
  constructor(private readonly db: Queryable) {}

  /** The entries come first: a file that is there has all of them. */
  async store(listCode: ListCode, { sha256, entries }: ReadVersion, content: Buffer): Promise<void> {
    const { rows } = await this.db.query({
      text: 'SELECT 1 FROM compliance.screening_files WHERE sha256 = $1',
      values: [sha256],
    })
    if (rows.length > 0) return
    for (let from = 0; from < entries.length; from += ENTRIES_A_STATEMENT) {
      const part = entries.slice(from, from + ENTRIES_A_STATEMENT)
      await this.db.query({
        text: `INSERT INTO compliance.screening_entries (sha256, entry_id, entry_hash, schema, entry)
          SELECT $1, e->'entry'->>'id', e->>'hash', e->'entry'->>'schema', e->'entry' FROM jsonb_array_elements($2::jsonb) AS e
          ON CONFLICT DO NOTHING`,
        values: [sha256, JSON.stringify(part)],
      })
    }
    await this.db.query({
      text: `INSERT INTO compliance.screening_files (sha256, list_code, size, content) VALUES ($1, $2, $3, $4)
        ON CONFLICT DO NOTHING`,
      values: [sha256, listCode, content.length, content],
    })
  }

  async entries(sha256: string): Promise<readonly HashedEntry[]> {
    const { rows } = await this.db.query({
      text: 'SELECT entry, entry_hash FROM compliance.screening_entries WHERE sha256 = $1 ORDER BY entry_id',
      values: [sha256],
    })
    return rows.map((row) => ({ entry: row['entry'] as ListEntry, hash: row['entry_hash'] as string }))
  }

  /** The hash of each entry, by its id. */
  async hashes(sha256: string): Promise<ReadonlyMap<string, string>> {
    const { rows } = await this.db.query({
      text: 'SELECT entry_id, entry_hash FROM compliance.screening_entries WHERE sha256 = $1',
      values: [sha256],
    })
    return new Map(rows.map((row) => [row['entry_id'] as string, row['entry_hash'] as string]))
  }
}
