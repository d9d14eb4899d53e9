INSERT INTO market.trades SELECT t.* FROM head, json_populate_recordset(NULL::market.trades, $1::json) AS t;
