import { provisionSchema, type Queryable } from '@filao/engine'

/** What a client's own session or key shows of itself: all but the hashes. */
const SHOWN = {
  sessions: `partition, id, position, user_id, login_method, status, device_type, user_agent, ip_address, logged_in_at,
    last_activity_at, logged_out_at, idle_expires_at, expires_at, revoked_reason`,
  api_keys: 'partition, id, position, user_id, name, prefix, scopes, ip_allowlist, made_at, expires_at, revoked_at',
}

/**
 * Makes the migrated schema ready for its service; run as the owner, at any time. Clients read only these tables, in
 * them only their own rows, and of those no hash.
 */
export async function provisionIdentity(db: Queryable, partitions: number): Promise<void> {
  await provisionSchema(db, {
    service: 'identity',
    partitions,
    readable: [
      { table: 'users', userColumn: 'id' },
      { table: 'accounts', userColumn: 'user_id' },
      { table: 'sessions', userColumn: 'user_id' },
      { table: 'roles', userColumn: 'user_id' },
      { table: 'api_keys', userColumn: 'user_id' },
      { table: 'notifications', userColumn: 'user_id' },
      { table: 'notification_preferences', userColumn: 'user_id' },
    ],
  })
  for (const [table, columns] of Object.entries(SHOWN)) {
    await db.query({ text: `REVOKE SELECT ON identity.${table} FROM identity_reader` })
    await db.query({ text: `GRANT SELECT (${columns}) ON identity.${table} TO identity_reader` })
  }
}
