UPDATE wallet.prices SET price = $2, priced_at = $3 WHERE asset_id = $1;
