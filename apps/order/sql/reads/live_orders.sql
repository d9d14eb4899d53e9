SELECT id, asset_id FROM "order".orders WHERE account_id = $1 AND user_id = $2
      AND status IN ('pending', 'open', 'partially_filled') AND ($3::text IS NULL OR symbol = $3);
