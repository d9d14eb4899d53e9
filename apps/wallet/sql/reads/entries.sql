SELECT * FROM wallet.ledger_entries WHERE partition = $1 AND account_id = $2
        AND ($3::text IS NULL OR asset = $3) AND ($4::timestamptz IS NULL OR occurred_at >= $4)
        AND ($5::timestamptz IS NULL OR occurred_at < $5)
        AND ($6::bigint IS NULL OR (position, line) < ($6::bigint, $7::smallint))
      ORDER BY position DESC, line DESC LIMIT $8;
