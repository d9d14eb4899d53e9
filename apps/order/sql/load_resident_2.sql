SELECT * FROM "order".orders WHERE partition = $1 AND status IN ('pending', 'open', 'partially_filled')
        ORDER BY asset_id, priority, placed_at, id;
