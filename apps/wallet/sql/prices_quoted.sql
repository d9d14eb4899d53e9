UPDATE wallet.prices AS p SET price = t.price, priced_at = t.at
    FROM head JOIN unnest($partition::smallint[], $1::uuid[], $2::numeric[], $3::timestamptz[])
      AS t (partition, asset_id, price, at) USING (partition)
    WHERE p.asset_id = t.asset_id;
