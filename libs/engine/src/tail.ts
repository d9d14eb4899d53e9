import type { Bus } from '@filao/bus'
import { topicOf, type ServiceName } from '@filao/contracts'
import { schemaName } from './postgres/schema-name'
import type { Queryable } from './state-store'

/** The database knows less than, or something else than, what it has published: it was restored. */
export class RestoredDatabase extends Error {
  override readonly name = 'RestoredDatabase'
}

/**
 * Compares the newest event of each partition's topic with the log, once, before an instance takes any partition. A topic
 * that is ahead or differs means that the database was restored to an earlier point: going on would reuse positions that
 * the world knows already.
 */
export async function compareTail(parts: {
  readonly service: ServiceName
  readonly partitions: number
  readonly bus: Bus
  readonly db: Queryable
}): Promise<void> {
  const { service, partitions, bus, db } = parts
  const topic = topicOf(service, 'events')
  const admin = await bus.admin()
  try {
    for (let partition = 0; partition < partitions; partition += 1) {
      const last = await admin.lastRecord(topic, partition)
      if (!last) continue
      const position = Number(last.headers.get('ce_sequence')?.toString())
      const { rows } = await db.query({
        text: `SELECT encode(hash, 'hex') AS hash FROM ${schemaName(service)}.event_log WHERE partition = $1 AND position = $2`,
        values: [partition, position],
      })
      if (rows[0]?.['hash'] === last.headers.get('ce_hash')?.toString()) continue
      throw new RestoredDatabase(
        `${topic}/${partition} holds position ${position}, which the log ${rows[0] ? 'has with another hash' : 'does not have'}: ` +
          `the database was restored. Re-append the missing positions from the topic or the audit copy before starting.`,
      )
    }
  } finally {
    await admin.close()
  }
}
