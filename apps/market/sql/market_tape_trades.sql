INSERT INTO market.trades SELECT * FROM json_populate_recordset(NULL::market.trades, $1::json);
