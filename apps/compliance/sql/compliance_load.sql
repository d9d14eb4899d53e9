SELECT a.id,
    (SELECT to_json(s) FROM compliance.subjects s WHERE s.partition = $1 AND s.id = a.id) AS subject,
    (SELECT coalesce(json_agg(v), '[]') FROM compliance.account_view v WHERE v.partition = $1 AND v.user_id = a.id) AS accounts,
    (SELECT coalesce(json_agg(c), '[]') FROM compliance.aml_checks c WHERE c.partition = $1 AND c.owner_id = a.id) AS checks
  FROM unnest($2::uuid[]) AS a (id);
