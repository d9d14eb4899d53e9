import type { Queryable } from '@filao/engine'

/** Months that stand ready beyond the current one. */
export const MONTHS_AHEAD = 2

/**
 * Makes a migrated schema ready for its service: the least grants, and the first months. Run it as the owner, at any
 * time. Of the log the service may only insert and read, and only through the parent: it has no right on a month.
 */
export async function provisionAudit(db: Queryable, now: Date): Promise<void> {
  for (const text of [
    'GRANT USAGE ON SCHEMA audit TO audit',
    'GRANT SELECT, INSERT ON audit.audit_log TO audit',
    'GRANT SELECT, INSERT, UPDATE ON audit.audit_positions TO audit',
    'GRANT SELECT, INSERT, DELETE ON audit.audit_requests TO audit',
    // To know whether the schema is as new as the code.
    'GRANT SELECT ON audit.__drizzle_migrations TO audit',
    'GRANT EXECUTE ON FUNCTION audit.create_months(timestamptz, integer) TO audit',
  ]) {
    await db.query({ text })
  }
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
