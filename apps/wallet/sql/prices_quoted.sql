UPDATE wallet.prices AS p SET price = t.price, priced_at = t.at
    FROM head, unnest($1::uuid[], $2::numeric[], $3::timestamptz[]) AS t (asset_id, price, at) WHERE p.asset_id = t.asset_id;
