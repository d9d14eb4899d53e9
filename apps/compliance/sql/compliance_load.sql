SELECT a.id,
    (SELECT to_json(s) FROM compliance.subjects s WHERE s.partition = $1 AND s.id = a.id) AS subject,
    (SELECT coalesce(json_agg(v), '[]') FROM compliance.account_view v WHERE v.partition = $1 AND v.user_id = a.id) AS accounts,
    (SELECT coalesce(json_agg(c ORDER BY c.requested_at, c.id), '[]') FROM compliance.aml_checks c
      WHERE c.partition = $1 AND c.owner_id = a.id
      AND (c.check_status = 'requested' OR c.id = ANY ($3::uuid[]) OR c.reference_id = ANY ($3::uuid[])
        OR EXISTS (SELECT FROM compliance.aml_hits h WHERE h.partition = $1 AND h.check_id = c.id AND h.status <> 'cleared')
        OR c.id IN (SELECT DISTINCT ON (l.check_type) l.id FROM compliance.aml_checks l
          WHERE l.partition = $1 AND l.owner_id = a.id AND l.subject_kind = 'client'
          ORDER BY l.check_type, l.requested_at DESC, l.id DESC))) AS checks,
    (SELECT coalesce(json_agg(h ORDER BY h.id), '[]') FROM compliance.aml_hits h
      WHERE h.partition = $1 AND h.owner_id = a.id) AS hits,
    (SELECT coalesce(json_agg(p ORDER BY p.decided_at), '[]') FROM (
      SELECT h.*, c.subject_hash, c.algorithm, c.algorithm_version FROM compliance.aml_hits h
        JOIN compliance.aml_checks c ON c.partition = h.partition AND c.id = h.check_id
      WHERE h.partition = $1 AND h.owner_id = a.id AND h.status = 'cleared' AND h.cleared_as IS NULL) p) AS pairs,
    (SELECT coalesce(json_agg(l ORDER BY l.id), '[]') FROM compliance.alerts l WHERE l.partition = $1 AND l.owner_id = a.id
      AND (l.status NOT IN ('cleared', 'escalated') OR (l.status = 'escalated' AND l.raised_at > now() - interval '13 months') OR l.id = ANY ($3::uuid[]) OR l.reference_id = ANY ($3::uuid[]))) AS alerts,
    (SELECT coalesce(json_agg(f ORDER BY f.id), '[]') FROM compliance.freezes f WHERE f.partition = $1 AND f.user_id = a.id
      AND (f.status = 'active' OR f.id = ANY ($3::uuid[]))) AS freezes,
    (SELECT coalesce(json_agg(n ORDER BY n.id), '[]') FROM compliance.regulatory_notices n
      WHERE n.partition = $1 AND n.owner_id = a.id) AS notices,
    (SELECT to_json(i) FROM compliance.instruments i WHERE i.partition = $1 AND i.id = a.id) AS instrument,
    (SELECT to_json(k) FROM compliance.kyc_cases k WHERE k.partition = $1 AND k.user_id = a.id) AS kyc,
    (SELECT coalesce(json_agg(s ORDER BY s.id), '[]') FROM compliance.kyc_sessions s WHERE s.partition = $1 AND s.user_id = a.id) AS sessions,
    (SELECT coalesce(json_agg(d ORDER BY d.id), '[]') FROM compliance.kyc_documents d WHERE d.partition = $1 AND d.user_id = a.id) AS documents,
    (SELECT to_json(r) FROM (SELECT * FROM compliance.risk_scores r WHERE r.partition = $1 AND r.user_id = a.id
      ORDER BY r.position DESC, r.id DESC LIMIT 1) r) AS risk,
    (SELECT coalesce(json_agg(m), '[]') FROM (SELECT to_char(day, 'YYYY-MM') AS month, direction, sum(mur_amount)::text AS sum
      FROM compliance.turnover WHERE partition = $1 AND user_id = a.id AND day > now() - interval '13 months'
      GROUP BY 1, 2) m) AS months,
    (SELECT coalesce(json_agg(p ORDER BY p.id), '[]') FROM (SELECT id, direction, day::text AS day,
      mur_amount::text AS mur_amount, is_beyond_declared FROM compliance.turnover
      WHERE partition = $1 AND user_id = a.id AND id = ANY ($3::uuid[])) p) AS payments,
    (SELECT coalesce(json_agg(l ORDER BY l.effective_from, l.id), '[]') FROM (SELECT id, user_id, asset_id, max_position_size::text AS max_position_size, max_position_value::text AS max_position_value, max_daily_trade_volume::text AS max_daily_trade_volume, max_order_value::text AS max_order_value, max_daily_withdrawal::text AS max_daily_withdrawal, max_monthly_withdrawal::text AS max_monthly_withdrawal, leverage_multiplier::text AS leverage_multiplier, is_active, set_by, approved_by, reason, effective_from, effective_until FROM compliance.risk_limits
      WHERE partition = $1 AND user_id = a.id AND is_active
      AND (effective_until IS NULL OR effective_until > now() - interval '1 day')) l) AS limits,
    (SELECT coalesce(json_agg(p ORDER BY p.id), '[]') FROM compliance.risk_limit_proposals p
      WHERE p.partition = $1 AND user_id = a.id AND p.is_open) AS proposals
  FROM unnest($2::uuid[]) AS a (id);
