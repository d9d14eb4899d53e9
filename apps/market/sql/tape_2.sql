INSERT INTO market.halts (partition, asset_id, halted, hold_reason, since) VALUES ($1, $2, false, $3, $4)
          ON CONFLICT (partition, asset_id) DO UPDATE SET hold_reason = excluded.hold_reason, since = excluded.since;
