SELECT id, account_id, purpose, asset, asset_id, quantity, filled_quantity, amount, drawn_amount, legs, usd_value,
  reserved_on::text AS reserved_on, increments, status, closed_at FROM wallet.reservations WHERE partition = $1 AND id = ANY ($2::uuid[]);
