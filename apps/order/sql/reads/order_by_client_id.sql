SELECT * FROM "order".orders WHERE account_id = $1 AND user_id = $2 AND client_order_id = $3
      ORDER BY placed_at DESC LIMIT 1;
