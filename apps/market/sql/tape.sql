INSERT INTO market.halts (partition, asset_id, halted, reason, since) VALUES ($1, $2, $3, $4, $5)
          ON CONFLICT (partition, asset_id) DO UPDATE SET halted = excluded.halted, reason = excluded.reason, since = excluded.since;
