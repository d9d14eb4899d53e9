SELECT DISTINCT i.trade_id, i.side FROM unnest($2::uuid[], $3::text[]) AS t (trade_id, side)
  JOIN wallet.open_items i ON i.partition = $1 AND i.trade_id = t.trade_id AND i.side = t.side;
