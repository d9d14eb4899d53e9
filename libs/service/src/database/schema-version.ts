import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Database } from './database'
import { MIGRATIONS_TABLE } from './migrations'

const Journal = z.object({ entries: z.array(z.object({ when: z.number(), tag: z.string() })).min(1) })

/**
 * Gives a check that the schema is at least as new as this code: that the newest migration of `folder` has been applied.
 * A newer schema is fine: releases expand first and contract later.
 */
export function schemaCheck(database: Pick<Database, 'pool'>, schema: string, folder: string): () => Promise<void> {
  const { entries } = Journal.parse(JSON.parse(readFileSync(join(folder, 'meta/_journal.json'), 'utf8')))
  const newest = entries.reduce((newer, entry) => (entry.when > newer.when ? entry : newer))
  const text = `select exists (select from "${schema}".${MIGRATIONS_TABLE} where created_at >= $1) as present`
  return async () => {
    const { rows } = await database.pool.query<{ present: boolean }>(text, [newest.when])
    if (rows[0]?.present !== true) throw new Error(`migration ${newest.tag} has not been applied to ${schema}`)
  }
}
