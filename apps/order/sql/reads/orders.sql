SELECT * FROM "order".orders WHERE account_id = $1 AND user_id = $2
        AND ($3::text IS NULL OR status::text = $3) AND ($4::text IS NULL OR symbol = $4)
        AND ($5::timestamptz IS NULL OR (placed_at, id) < ($5::timestamptz, $6::uuid))
      ORDER BY placed_at DESC, id DESC LIMIT $7;
