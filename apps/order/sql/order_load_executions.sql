SELECT * FROM "order".executions WHERE partition = $1 AND trade_id = ANY ($2::uuid[]);
