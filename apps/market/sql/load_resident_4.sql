SELECT * FROM market.price_alerts WHERE partition = $1 AND is_active;
