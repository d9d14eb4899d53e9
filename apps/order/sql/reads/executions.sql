SELECT * FROM "order".executions WHERE account_id = $1 AND user_id = $2
        AND ($3::uuid IS NULL OR order_id = $3) AND ($4::text IS NULL OR symbol = $4)
        AND ($5::timestamptz IS NULL OR (executed_at, trade_id) < ($5::timestamptz, $6::uuid))
      ORDER BY executed_at DESC, trade_id DESC LIMIT $7;
