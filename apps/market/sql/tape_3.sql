INSERT INTO market.quotes_wanted (partition, asset_id, wanted) VALUES ($1, $2, $3)
      ON CONFLICT (partition, asset_id) DO UPDATE SET wanted = excluded.wanted;
