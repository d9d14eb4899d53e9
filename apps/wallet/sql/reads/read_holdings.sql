SELECT h.*, p.symbol, p.currency, p.price, p.priced_at, p.feed_price, p.feed_as_of, p.feed_age_ms_max
  FROM wallet.holdings h LEFT JOIN wallet.prices p ON p.asset_id = h.asset_id
  WHERE h.partition = $1 AND h.account_id = $2 AND h.user_id = $3 ORDER BY h.asset_id;
