SELECT to_json(u) AS "user",
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
      FROM identity.user_tokens WHERE partition = $1 AND user_id = u.id) t WHERE t.age <= 3) AS user_tokens,
    (SELECT coalesce(json_agg(p), '[]') FROM (SELECT category, channel, enabled FROM identity.notification_preferences
      WHERE partition = $1 AND user_id = u.id) p) AS notification_preferences
  FROM identity.users u WHERE u.partition = $1 AND u.id = ANY ($2::uuid[]);
