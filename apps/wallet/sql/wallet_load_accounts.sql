SELECT id, user_id, kind, kind_version, mode, status, restrictions, limits, volume_day, volume_on::text AS volume_on,
  withdrawn_day, withdrawn_month, withdrawn_on::text AS withdrawn_on, closed_at
  FROM wallet.accounts WHERE partition = $1 AND id = ANY ($2::uuid[]);
