import type { IdentityCommand, IdentityEvent } from '@filao/contracts'
import {
  documents,
  plain,
  upsertDocuments,
  type DocumentTable,
  type Queryable,
  type Recorded,
  type StatementPart,
  type StateStore,
} from '@filao/engine'
import { TOKENS_LOADED, type UserState } from '@filao/identity'
import { touchedRows, type StateTable } from './touched-rows.store'
import type { SecretHashes } from './secret-hashes.store'
import { userOf, type UserRows } from './user-row.store'

/** What is live of a user, with what a command names by its id even if it has ended. One query, answered as JSON. */
const LOAD = `SELECT to_json(u) AS "user",
    (SELECT to_json(c) FROM (SELECT id, failed_count, lock_count, locked_until, last_used_at FROM identity.credentials
      WHERE partition = $1 AND user_id = u.id AND kind = 'password' AND revoked_at IS NULL) c) AS password,
    (SELECT coalesce(json_agg(a), '[]') FROM identity.accounts a WHERE a.partition = $1 AND a.user_id = u.id) AS accounts,
    (SELECT coalesce(json_agg(s), '[]') FROM identity.sessions s WHERE s.partition = $1 AND s.user_id = u.id
      AND (s.status = 'active' OR s.id = ANY ($3::uuid[]))) AS sessions,
    (SELECT coalesce(json_agg(r), '[]') FROM identity.roles r
      WHERE r.partition = $1 AND r.user_id = u.id AND r.revoked_at IS NULL) AS roles,
    (SELECT coalesce(json_agg(p), '[]') FROM identity.proposals p WHERE p.partition = $1 AND p.user_id = u.id
      AND (p.status = 'open' OR p.id = ANY ($3::uuid[]))) AS proposals,
    (SELECT coalesce(json_agg(k), '[]') FROM identity.api_keys k WHERE k.partition = $1 AND k.user_id = u.id
      AND (k.revoked_at IS NULL OR k.id = ANY ($3::uuid[]))) AS api_keys,
    (SELECT coalesce(json_agg(f), '[]') FROM (SELECT id, begun_at, last_step, last_used_at, revoked_at FROM identity.credentials
      WHERE partition = $1 AND user_id = u.id AND kind = 'totp' AND (revoked_at IS NULL OR id = ANY ($3::uuid[]))) f) AS factors,
    (SELECT coalesce(json_agg(k), '[]') FROM (SELECT id, begun_at, last_step, last_used_at, revoked_at, passkey_id, public_key, sign_count,
      label, transports FROM identity.credentials WHERE partition = $1 AND user_id = u.id AND kind = 'webauthn'
      AND (revoked_at IS NULL OR id = ANY ($3::uuid[]))) k) AS passkeys,
    (SELECT coalesce(json_agg(r), '[]') FROM (SELECT id, last_used_at, revoked_at FROM identity.credentials WHERE partition = $1
      AND user_id = u.id AND kind = 'recovery_code' AND (revoked_at IS NULL OR id = ANY ($3::uuid[]))) r) AS recovery_codes,
    (SELECT coalesce(json_agg(t), '[]') FROM (SELECT *, row_number() OVER (PARTITION BY kind ORDER BY issued_at DESC, id DESC) AS age
      FROM identity.user_tokens WHERE partition = $1 AND user_id = u.id) t WHERE t.age <= ${TOKENS_LOADED}) AS user_tokens,
    (SELECT coalesce(json_agg(p), '[]') FROM (SELECT category, channel, enabled FROM identity.notification_preferences
      WHERE partition = $1 AND user_id = u.id) p) AS notification_preferences
  FROM identity.users u WHERE u.partition = $1 AND u.id = ANY ($2::uuid[])`

/** Rows of users with all that belongs to them. Nothing stays in memory between batches: people come and go. */
export class IdentityStore implements StateStore<IdentityCommand, IdentityEvent, UserState> {
  constructor(private readonly hashes: SecretHashes) {}

  async load(
    db: Queryable,
    partition: number,
    commands: readonly IdentityCommand[],
    memory: Map<string, UserState>,
  ): Promise<void> {
    const lacking = new Set(commands.map(({ userId }) => userId).filter((userId) => !memory.has(userId)))
    if (lacking.size === 0) return
    const values = [partition, [...lacking], commands.flatMap(namedIds)]
    const { rows } = await db.query({ name: 'identity_load', text: LOAD, values })
    for (const row of rows) {
      const user = userOf(row as unknown as UserRows)
      memory.set(user.id, user)
    }
  }

  parts(
    _partition: number,
    events: readonly Recorded<IdentityEvent>[],
    memory: ReadonlyMap<string, UserState>,
  ): readonly StatementPart[] {
    const { rows, newCredentials, credentials, drafts } = touchedRows(events, memory, this.hashes)
    return [
      ...STATE_TABLES.map((table) => upsertDocuments(documentTable(table), rows[table])),
      { name: 'credentials_new', sql: INSERT_CREDENTIALS, values: [documents(newCredentials)] },
      { name: 'credentials_changed', sql: UPDATE_CREDENTIALS, values: [documents(credentials)] },
      { name: 'drafts_moved', sql: DELETE_DRAFTS, values: [plain(drafts)] },
    ]
  }

  forget(memory: Map<string, UserState>): void {
    memory.clear()
  }
}

/** Ids in a command that may name something that has ended. */
const namedIds = (command: IdentityCommand): string[] => [
  ...('sessionId' in command ? [command.sessionId] : []),
  ...('proposalId' in command ? [command.proposalId] : []),
  ...('keyId' in command ? [command.keyId] : []),
  ...('credentialId' in command ? [command.credentialId] : []),
  ...('recoveryCodeId' in command && command.recoveryCodeId !== undefined ? [command.recoveryCodeId] : []),
]

const STATE_TABLES = [
  'users',
  'accounts',
  'sessions',
  'roles',
  'proposals',
  'api_keys',
  'user_tokens',
  'notification_preferences',
] as const satisfies StateTable[]

/** Columns that the state holds; the others keep their defaults. */
const COLUMNS: Readonly<Record<StateTable, string>> = {
  users: `id position kind email first_name last_name phone_number date_of_birth nationality residential_address account_status
    kyc_status kyc_submitted account_type two_factor_enabled email_verified phone_verified mlro_rank senior_management activated identity_change registered_at closure_requested_at last_login_at deleted_at`,
  accounts: 'id position user_id kind mode is_primary name status kind_version opened_at closed_at',
  sessions: `id position user_id family_id generation refresh_token_hash previous_token_hash rotated_at login_method status
    device_type user_agent ip_address second_factor_at wrong_codes logged_in_at last_activity_at logged_out_at idle_expires_at expires_at revoked_reason`,
  roles: 'id position user_id role mlro_rank granted_by approved_by granted_at revoked_at revoked_by reason',
  proposals: `id position user_id kind status role mlro_rank account_id account_kind reason command_hash proposed_by proposed_at
    decided_by decided_at`,
  api_keys: 'id position user_id name prefix key_hash scopes ip_allowlist made_at expires_at revoked_at',
  user_tokens: 'id position user_id kind token_hash sent_to attempts issued_at expires_at used_at',
  notification_preferences: 'user_id category channel position enabled',
}
/** What a row is known by inside its partition, where it is not an id. */
const KEYS: Readonly<Partial<Record<StateTable, readonly string[]>>> = {
  notification_preferences: ['user_id', 'category', 'channel'],
}

const documentTable = (table: StateTable): DocumentTable => ({
  name: table,
  table: `identity.${table}`,
  key: KEYS[table] ?? ['id'],
  columns: COLUMNS[table].split(/\s+/),
  changes: { updated_at: 'now()' },
})

// A missing draft leaves the secret null, which the table refuses: no user without a password, no change that did nothing.
const INSERT_CREDENTIALS = `INSERT INTO identity.credentials (partition, id, position, user_id, kind, secret_hash, secret, failed_count,
      lock_count, locked_until, begun_at, last_step, last_used_at, revoked_at, passkey_id, public_key, sign_count, label, transports)
    SELECT head.partition, r.id, r.position, r.user_id, r.kind,
      CASE r.kind WHEN 'password' THEN d.secret_hash WHEN 'recovery_code' THEN r.secret_hash END,
      CASE r.kind WHEN 'totp' THEN d.secret_hash::jsonb END,
      r.failed_count, r.lock_count, r.locked_until, r.begun_at, r.last_step, r.last_used_at, r.revoked_at,
      r.passkey_id, r.public_key, coalesce(r.sign_count, 0), r.label, r.transports
    FROM head JOIN json_populate_recordset(NULL::identity.credentials, $1::json) AS r USING (partition)
      LEFT JOIN identity.secret_drafts d ON d.id = r.id`
const UPDATE_CREDENTIALS = `UPDATE identity.credentials c SET updated_at = now(), position = r.position,
      failed_count = r.failed_count, lock_count = r.lock_count, locked_until = r.locked_until, last_used_at = r.last_used_at,
      last_step = r.last_step, sign_count = coalesce(r.sign_count, 0), revoked_at = r.revoked_at,
      secret_hash = CASE WHEN r.secret_id IS NULL THEN c.secret_hash
        ELSE (SELECT d.secret_hash FROM identity.secret_drafts d WHERE d.id = r.secret_id) END
    FROM head JOIN json_to_recordset($1::json) AS r (partition smallint, id uuid, position bigint, failed_count int, lock_count int,
      locked_until timestamptz, last_used_at timestamptz, last_step bigint, sign_count bigint, revoked_at timestamptz, secret_id uuid)
      USING (partition)
    WHERE c.partition = r.partition AND c.id = r.id`
const DELETE_DRAFTS = `DELETE FROM identity.secret_drafts d
    USING head JOIN unnest($partition::smallint[], $1::uuid[]) AS t (partition, id) USING (partition) WHERE d.id = t.id`
