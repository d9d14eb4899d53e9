WITH head AS (UPDATE identity.log_head AS head SET position = t.position, hash = t.hash, last_time = t.last_time
    FROM unnest($6::smallint[], $1::bigint[], $2::bytea[], $3::timestamptz[], $4::bigint[], $5::uuid[])
      AS t (partition, position, hash, last_time, expected, owner)
    WHERE head.partition = t.partition AND head.position = t.expected AND head.owner = t.owner RETURNING head.partition),
log AS (INSERT INTO identity.event_log (partition, position, type, subject, key, data, headers, commands, commands_hash, time, hash)
    SELECT r.* FROM head JOIN (SELECT unnest($17::smallint[]) AS partition, unnest($7::bigint[]) AS position, unnest($8::text[]) AS type, unnest($9::uuid[]) AS subject, unnest($10::uuid[]) AS key, unnest($11::json[]) AS data, unnest($12::json[]) AS headers, unnest($13::json[]) AS commands, unnest($14::text[]) AS commands_hash, unnest($15::timestamptz[]) AS time, unnest($16::bytea[]) AS hash) AS r USING (partition)),
inbox AS (INSERT INTO identity.inbox (command_id, partition, body_hash, outcome, position)
    SELECT t.id, t.partition, t.body_hash, t.outcome, t.position
    FROM head JOIN unnest($22::smallint[], $18::uuid[], $19::bytea[], $20::json[], $21::bigint[])
      AS t (partition, id, body_hash, outcome, position) USING (partition)),
link_in AS (INSERT INTO identity.link_in (partition, source, source_partition, sequence, kafka_offset)
    SELECT t.* FROM head JOIN unnest($27::smallint[], $23::text[], $24::smallint[], $25::bigint[], $26::bigint[])
      AS t (partition) USING (partition)
    ON CONFLICT (partition, source, source_partition)
    DO UPDATE SET sequence = excluded.sequence, kafka_offset = excluded.kafka_offset),
link_out AS (INSERT INTO identity.link_out (partition, target, target_partition, sequence)
    SELECT t.* FROM head JOIN unnest($31::smallint[], $28::text[], $29::smallint[], $30::bigint[])
      AS t (partition) USING (partition)
    ON CONFLICT (partition, target, target_partition) DO UPDATE SET sequence = excluded.sequence),
claims_made AS (INSERT INTO identity.claims (scope, value, owner_id, partition)
    SELECT t.scope, t.value, t.owner_id, t.partition
    FROM head JOIN unnest($35::smallint[], $32::text[], $33::text[], $34::uuid[])
      AS t (partition, scope, value, owner_id) USING (partition) ORDER BY t.scope, t.value),
timers_cleared AS (DELETE FROM identity.timers
    USING head JOIN unnest($37::smallint[], $36::text[]) AS t (partition, id) USING (partition)
    WHERE timers.partition = t.partition AND timers.id = ANY ($36::text[]) AND timers.id = t.id),
timers_set AS (INSERT INTO identity.timers (partition, id, due_at, command)
    SELECT t.* FROM head JOIN unnest($41::smallint[], $38::text[], $39::timestamptz[], $40::json[])
      AS t (partition) USING (partition)
    ON CONFLICT (partition, id) DO UPDATE SET due_at = excluded.due_at, command = excluded.command),
parked_added AS (INSERT INTO identity.parked (partition, aggregate, ordinal, source, position, headers, value, error)
    SELECT t.* FROM head JOIN unnest($49::smallint[], $42::text[], $43::bigint[], $44::text[], $45::bigint[], $46::json[],
      $47::bytea[], $48::text[]) AS t (partition) USING (partition)),
parked_done AS (DELETE FROM identity.parked USING head
      JOIN unnest($52::smallint[], $50::text[], $51::bigint[]) AS t (partition, aggregate, ordinal) USING (partition)
    WHERE parked.partition = t.partition AND parked.aggregate = ANY ($50::text[])
      AND parked.aggregate = t.aggregate AND parked.ordinal = t.ordinal),
users AS (INSERT INTO identity.users (partition, id, position, kind, email, first_name, last_name, phone_number, date_of_birth, nationality, residential_address, account_status, kyc_status, kyc_submitted, account_type, two_factor_enabled, email_verified, phone_verified, mlro_rank, senior_management, activated, identity_change, registered_at, closure_requested_at, last_login_at, deleted_at)
    SELECT head.partition, r.id, r.position, r.kind, r.email, r.first_name, r.last_name, r.phone_number, r.date_of_birth, r.nationality, r.residential_address, r.account_status, r.kyc_status, r.kyc_submitted, r.account_type, r.two_factor_enabled, r.email_verified, r.phone_verified, r.mlro_rank, r.senior_management, r.activated, r.identity_change, r.registered_at, r.closure_requested_at, r.last_login_at, r.deleted_at
    FROM head JOIN json_populate_recordset(NULL::identity.users, $53::json) AS r USING (partition)
    ON CONFLICT (partition, id) DO UPDATE SET position = excluded.position, kind = excluded.kind, email = excluded.email, first_name = excluded.first_name, last_name = excluded.last_name, phone_number = excluded.phone_number, date_of_birth = excluded.date_of_birth, nationality = excluded.nationality, residential_address = excluded.residential_address, account_status = excluded.account_status, kyc_status = excluded.kyc_status, kyc_submitted = excluded.kyc_submitted, account_type = excluded.account_type, two_factor_enabled = excluded.two_factor_enabled, email_verified = excluded.email_verified, phone_verified = excluded.phone_verified, mlro_rank = excluded.mlro_rank, senior_management = excluded.senior_management, activated = excluded.activated, identity_change = excluded.identity_change, registered_at = excluded.registered_at, closure_requested_at = excluded.closure_requested_at, last_login_at = excluded.last_login_at, deleted_at = excluded.deleted_at, updated_at = now()),
accounts AS (INSERT INTO identity.accounts (partition, id, position, user_id, kind, mode, is_primary, name, status, kind_version, opened_at, closed_at)
    SELECT head.partition, r.id, r.position, r.user_id, r.kind, r.mode, r.is_primary, r.name, r.status, r.kind_version, r.opened_at, r.closed_at
    FROM head JOIN json_populate_recordset(NULL::identity.accounts, $54::json) AS r USING (partition)
    ON CONFLICT (partition, id) DO UPDATE SET position = excluded.position, user_id = excluded.user_id, kind = excluded.kind, mode = excluded.mode, is_primary = excluded.is_primary, name = excluded.name, status = excluded.status, kind_version = excluded.kind_version, opened_at = excluded.opened_at, closed_at = excluded.closed_at, updated_at = now()),
sessions AS (INSERT INTO identity.sessions (partition, id, position, user_id, family_id, generation, refresh_token_hash, previous_token_hash, rotated_at, login_method, status, device_type, user_agent, ip_address, second_factor_at, wrong_codes, logged_in_at, last_activity_at, logged_out_at, idle_expires_at, expires_at, revoked_reason)
    SELECT head.partition, r.id, r.position, r.user_id, r.family_id, r.generation, r.refresh_token_hash, r.previous_token_hash, r.rotated_at, r.login_method, r.status, r.device_type, r.user_agent, r.ip_address, r.second_factor_at, r.wrong_codes, r.logged_in_at, r.last_activity_at, r.logged_out_at, r.idle_expires_at, r.expires_at, r.revoked_reason
    FROM head JOIN json_populate_recordset(NULL::identity.sessions, $55::json) AS r USING (partition)
    ON CONFLICT (partition, id) DO UPDATE SET position = excluded.position, user_id = excluded.user_id, family_id = excluded.family_id, generation = excluded.generation, refresh_token_hash = excluded.refresh_token_hash, previous_token_hash = excluded.previous_token_hash, rotated_at = excluded.rotated_at, login_method = excluded.login_method, status = excluded.status, device_type = excluded.device_type, user_agent = excluded.user_agent, ip_address = excluded.ip_address, second_factor_at = excluded.second_factor_at, wrong_codes = excluded.wrong_codes, logged_in_at = excluded.logged_in_at, last_activity_at = excluded.last_activity_at, logged_out_at = excluded.logged_out_at, idle_expires_at = excluded.idle_expires_at, expires_at = excluded.expires_at, revoked_reason = excluded.revoked_reason, updated_at = now()),
roles AS (INSERT INTO identity.roles (partition, id, position, user_id, role, mlro_rank, granted_by, approved_by, granted_at, revoked_at, revoked_by, reason)
    SELECT head.partition, r.id, r.position, r.user_id, r.role, r.mlro_rank, r.granted_by, r.approved_by, r.granted_at, r.revoked_at, r.revoked_by, r.reason
    FROM head JOIN json_populate_recordset(NULL::identity.roles, $56::json) AS r USING (partition)
    ON CONFLICT (partition, id) DO UPDATE SET position = excluded.position, user_id = excluded.user_id, role = excluded.role, mlro_rank = excluded.mlro_rank, granted_by = excluded.granted_by, approved_by = excluded.approved_by, granted_at = excluded.granted_at, revoked_at = excluded.revoked_at, revoked_by = excluded.revoked_by, reason = excluded.reason, updated_at = now()),
proposals AS (INSERT INTO identity.proposals (partition, id, position, user_id, kind, status, role, mlro_rank, account_id, account_kind, reason, command_hash, proposed_by, proposed_at, decided_by, decided_at)
    SELECT head.partition, r.id, r.position, r.user_id, r.kind, r.status, r.role, r.mlro_rank, r.account_id, r.account_kind, r.reason, r.command_hash, r.proposed_by, r.proposed_at, r.decided_by, r.decided_at
    FROM head JOIN json_populate_recordset(NULL::identity.proposals, $57::json) AS r USING (partition)
    ON CONFLICT (partition, id) DO UPDATE SET position = excluded.position, user_id = excluded.user_id, kind = excluded.kind, status = excluded.status, role = excluded.role, mlro_rank = excluded.mlro_rank, account_id = excluded.account_id, account_kind = excluded.account_kind, reason = excluded.reason, command_hash = excluded.command_hash, proposed_by = excluded.proposed_by, proposed_at = excluded.proposed_at, decided_by = excluded.decided_by, decided_at = excluded.decided_at, updated_at = now()),
api_keys AS (INSERT INTO identity.api_keys (partition, id, position, user_id, name, prefix, key_hash, scopes, ip_allowlist, made_at, expires_at, revoked_at)
    SELECT head.partition, r.id, r.position, r.user_id, r.name, r.prefix, r.key_hash, r.scopes, r.ip_allowlist, r.made_at, r.expires_at, r.revoked_at
    FROM head JOIN json_populate_recordset(NULL::identity.api_keys, $58::json) AS r USING (partition)
    ON CONFLICT (partition, id) DO UPDATE SET position = excluded.position, user_id = excluded.user_id, name = excluded.name, prefix = excluded.prefix, key_hash = excluded.key_hash, scopes = excluded.scopes, ip_allowlist = excluded.ip_allowlist, made_at = excluded.made_at, expires_at = excluded.expires_at, revoked_at = excluded.revoked_at, updated_at = now()),
user_tokens AS (INSERT INTO identity.user_tokens (partition, id, position, user_id, kind, token_hash, sent_to, attempts, issued_at, expires_at, used_at)
    SELECT head.partition, r.id, r.position, r.user_id, r.kind, r.token_hash, r.sent_to, r.attempts, r.issued_at, r.expires_at, r.used_at
    FROM head JOIN json_populate_recordset(NULL::identity.user_tokens, $59::json) AS r USING (partition)
    ON CONFLICT (partition, id) DO UPDATE SET position = excluded.position, user_id = excluded.user_id, kind = excluded.kind, token_hash = excluded.token_hash, sent_to = excluded.sent_to, attempts = excluded.attempts, issued_at = excluded.issued_at, expires_at = excluded.expires_at, used_at = excluded.used_at, updated_at = now()),
notification_preferences AS (INSERT INTO identity.notification_preferences (partition, user_id, category, channel, position, enabled)
    SELECT head.partition, r.user_id, r.category, r.channel, r.position, r.enabled
    FROM head JOIN json_populate_recordset(NULL::identity.notification_preferences, $60::json) AS r USING (partition)
    ON CONFLICT (partition, user_id, category, channel) DO UPDATE SET position = excluded.position, enabled = excluded.enabled, updated_at = now()),
credentials_new AS (INSERT INTO identity.credentials (partition, id, position, user_id, kind, secret_hash, secret, failed_count,
      lock_count, locked_until, begun_at, last_step, last_used_at, revoked_at, passkey_id, public_key, sign_count, label, transports)
    SELECT head.partition, r.id, r.position, r.user_id, r.kind,
      CASE r.kind WHEN 'password' THEN d.secret_hash WHEN 'recovery_code' THEN r.secret_hash END,
      CASE r.kind WHEN 'totp' THEN d.secret_hash::jsonb END,
      r.failed_count, r.lock_count, r.locked_until, r.begun_at, r.last_step, r.last_used_at, r.revoked_at,
      r.passkey_id, r.public_key, coalesce(r.sign_count, 0), r.label, r.transports
    FROM head JOIN json_populate_recordset(NULL::identity.credentials, $61::json) AS r USING (partition)
      LEFT JOIN identity.secret_drafts d ON d.id = r.id),
credentials_changed AS (UPDATE identity.credentials c SET updated_at = now(), position = r.position,
      failed_count = r.failed_count, lock_count = r.lock_count, locked_until = r.locked_until, last_used_at = r.last_used_at,
      last_step = r.last_step, sign_count = coalesce(r.sign_count, 0), revoked_at = r.revoked_at,
      secret_hash = CASE WHEN r.secret_id IS NULL THEN c.secret_hash
        ELSE (SELECT d.secret_hash FROM identity.secret_drafts d WHERE d.id = r.secret_id) END
    FROM head JOIN json_to_recordset($62::json) AS r (partition smallint, id uuid, position bigint, failed_count int, lock_count int,
      locked_until timestamptz, last_used_at timestamptz, last_step bigint, sign_count bigint, revoked_at timestamptz, secret_id uuid)
      USING (partition)
    WHERE c.partition = r.partition AND c.id = r.id),
drafts_moved AS (DELETE FROM identity.secret_drafts d
    USING head JOIN unnest($64::smallint[], $63::uuid[]) AS t (partition, id) USING (partition) WHERE d.id = t.id)
SELECT partition FROM head;
