import type { Queryable, Row } from '@filao/engine'
import { partitionOf, type Id } from '@filao/kernel'
import type { PasskeyView } from '../http/passkey.schemas'
import type { ApiKeyView, RoleView, SessionView } from '../http/session.schemas'
import type { ClientReads } from './client-reads'

const SESSIONS_MAX = 50
const KEYS_MAX = 100
const ROLES_MAX = 200

const time = (value: unknown): string => (value as Date).toISOString()
const KEY_COLUMNS = `id, name, prefix, scopes, ARRAY(SELECT host(a) FROM unnest(ip_allowlist) AS a) AS ip_allowlist,
  ip_allowlist IS NOT NULL AS is_limited, made_at, expires_at, revoked_at`

/** Devices, keys and roles: who may get in, and as what. */
export class AccessQueries {
  constructor(
    private readonly clients: ClientReads,
    private readonly db: Queryable,
  ) {}

  /** Live ones first, then those that ended last. */
  async sessions(userId: Id, current: Id): Promise<SessionView[]> {
    const rows = await this.clients.rows(userId, {
      name: 'own_sessions',
      text: `SELECT id, status, login_method, device_type, user_agent, host(ip_address) AS ip_address, logged_in_at,
          last_activity_at, least(idle_expires_at, expires_at) AS expires_at
        FROM identity.sessions WHERE user_id = $1 ORDER BY status = 'active' DESC, last_activity_at DESC LIMIT ${SESSIONS_MAX}`,
      values: [userId],
    })
    return rows.map((row) => ({
      id: row['id'] as Id,
      current: row['id'] === current,
      status: row['status'] as SessionView['status'],
      loginMethod: row['login_method'] as string,
      deviceType: row['device_type'] as string,
      userAgent: row['user_agent'] as string | null,
      ipAddress: row['ip_address'] as string,
      loggedInAt: time(row['logged_in_at']),
      lastActivityAt: time(row['last_activity_at']),
      expiresAt: time(row['expires_at']),
    }))
  }

  /** Passkeys in force, the newest first. */
  async passkeys(userId: Id): Promise<PasskeyView[]> {
    const { rows } = await this.db.query({
      name: 'identity_own_passkeys',
      text: `SELECT id, label, transports, begun_at, last_used_at FROM identity.credentials
        WHERE partition = $1 AND user_id = $2 AND kind = 'webauthn' AND revoked_at IS NULL ORDER BY begun_at DESC, id`,
      values: [partitionOf(userId), userId],
    })
    return rows.map((row) => ({
      id: row['id'] as string,
      label: row['label'] as string,
      transports: row['transports'] as string[],
      enrolledAt: time(row['begun_at']),
      lastUsedAt: row['last_used_at'] === null ? null : time(row['last_used_at']),
    }))
  }

  async apiKeys(userId: Id): Promise<ApiKeyView[]> {
    const text = `SELECT ${KEY_COLUMNS} FROM identity.api_keys WHERE user_id = $1 ORDER BY made_at DESC, id DESC LIMIT ${KEYS_MAX}`
    return (await this.clients.rows(userId, { name: 'own_api_keys', text, values: [userId] })).map(apiKeyView)
  }

  async apiKey(userId: Id, keyId: Id): Promise<ApiKeyView | undefined> {
    const text = `SELECT ${KEY_COLUMNS} FROM identity.api_keys WHERE user_id = $1 AND id = $2`
    const rows = await this.clients.rows(userId, { name: 'own_api_key', text, values: [userId, keyId] })
    return rows[0] && apiKeyView(rows[0])
  }

  /** Roles that are held and roles that wait for their second admin, newest first. */
  async roles({ userId, status }: { userId?: Id | undefined; status?: string | undefined }): Promise<RoleView[]> {
    const { rows } = await this.db.query({
      name: 'identity_roles',
      text: `SELECT * FROM (
          SELECT id, user_id, role::text, mlro_rank::text, 'granted' AS status, granted_by AS proposed_by, approved_by, reason,
            granted_at AS at, (SELECT command_hash FROM identity.proposals p WHERE p.partition = r.partition AND p.id = r.id)
            FROM identity.roles r WHERE revoked_at IS NULL
          UNION ALL
          SELECT id, user_id, role::text, mlro_rank::text, 'proposed', proposed_by, NULL, reason, proposed_at, command_hash
            FROM identity.proposals WHERE kind = 'role' AND status = 'open') AS all_roles
        WHERE ($1::uuid IS NULL OR user_id = $1) AND ($2::text IS NULL OR status = $2)
        ORDER BY at DESC, id DESC LIMIT ${ROLES_MAX}`,
      values: [userId, status],
    })
    return rows.map((row) => ({
      id: row['id'] as Id,
      userId: row['user_id'] as Id,
      role: row['role'] as string,
      mlroRank: row['mlro_rank'] as string | null,
      status: row['status'] as RoleView['status'],
      commandHash: row['command_hash'] as string | null,
      proposedBy: row['proposed_by'] as Id | null,
      approvedBy: row['approved_by'] as Id | null,
      reason: row['reason'] as string,
      at: time(row['at']),
    }))
  }
}

const apiKeyView = (row: Row): ApiKeyView => ({
  id: row['id'] as Id,
  name: row['name'] as string,
  prefix: row['prefix'] as string,
  scopes: row['scopes'] as string[],
  ipAllowlist: row['is_limited'] === true ? (row['ip_allowlist'] as string[]) : null,
  createdAt: time(row['made_at']),
  expiresAt: time(row['expires_at']),
  revokedAt: row['revoked_at'] === null ? null : time(row['revoked_at']),
})
