INSERT INTO market.bars AS bar SELECT t.* FROM head JOIN json_populate_recordset(NULL::market.bars, $1::json) AS t USING (partition)
      ON CONFLICT (partition, asset_id, timeframe, opened_at) DO UPDATE SET
        high = greatest(bar.high, excluded.high), low = least(bar.low, excluded.low), close = excluded.close,
        volume = bar.volume + excluded.volume, notional = bar.notional + excluded.notional,
        trade_count = bar.trade_count + excluded.trade_count;
