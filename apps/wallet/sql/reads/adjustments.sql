SELECT * FROM wallet.adjustments WHERE ($1::text IS NULL OR status::text = $1)
        AND ($2::timestamptz IS NULL OR (created_at, id) < ($2::timestamptz, $3::uuid))
      ORDER BY created_at DESC, id DESC LIMIT $4;
