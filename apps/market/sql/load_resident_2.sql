SELECT q.*, q.traded_on::text AS traded_on FROM market.quotes q WHERE q.partition = $1;
