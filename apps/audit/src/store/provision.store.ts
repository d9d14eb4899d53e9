import { provisionSchema, type Queryable, type SchemaProvision } from '@filao/engine'

/** Months that stand ready beyond the current one. */
const MONTHS_AHEAD = 2

/** What the schema of audit needs beyond its tables. */
const provision: Omit<SchemaProvision, 'partitions'> = {
  service: 'audit',
  appendOnly: ['audit_log'],
  rights: { audit_positions: 'SELECT, INSERT, UPDATE', audit_requests: 'SELECT, INSERT, DELETE' },
}

/**
 * Makes a migrated schema ready for its service: as any other, and the first months. Run it as the owner, at any time. Of
 * the copies the service may only insert and read, and only through the parent: it has no right on a month.
 */
export async function provisionAudit(db: Queryable, partitions: number, now: Date): Promise<void> {
  await provisionSchema(db, { ...provision, partitions })
  await db.query({ text: 'GRANT EXECUTE ON FUNCTION audit.create_months(timestamptz, integer) TO audit' })
  await createMonths(db, now)
}

/** Makes the months ahead. Gives how many were new. */
export async function createMonths(db: Queryable, now: Date): Promise<number> {
  const { rows } = await db.query({
    text: 'SELECT audit.create_months($1, $2) AS created',
    values: [now.toISOString(), MONTHS_AHEAD],
  })
  return Number(rows[0]!['created'])
}

/** Forgets ids of forwarded commands that Kafka no longer holds. */
export async function forgetRequests(db: Queryable, now: Date): Promise<void> {
  await db.query({
    text: `DELETE FROM audit.audit_requests WHERE recorded_at < $1::timestamptz - interval '30 days'`,
    values: [now.toISOString()],
  })
}
