WITH levels AS (
        SELECT side, coalesce(limit_price, protection_price) AS price, sum(remaining_quantity) AS quantity, count(*)::int AS orders
        FROM "order".orders
        WHERE partition = $1 AND asset_id = $2 AND status IN ('open', 'partially_filled') AND mode = 'live'
          AND (stop_price IS NULL OR triggered_at IS NOT NULL)
        GROUP BY side, price)
      SELECT h.position, l.side, l.price, l.quantity, l.orders
      FROM "order".log_head h LEFT JOIN levels l ON true WHERE h.partition = $1;
