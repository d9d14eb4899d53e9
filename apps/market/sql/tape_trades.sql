INSERT INTO market.trades SELECT t.* FROM head JOIN json_populate_recordset(NULL::market.trades, $1::json) AS t USING (partition);
