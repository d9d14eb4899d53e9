INSERT INTO wallet.prices (asset_id, symbol, currency) VALUES ($1, $2, $3)
      ON CONFLICT (asset_id) DO UPDATE SET symbol = excluded.symbol, currency = excluded.currency;
